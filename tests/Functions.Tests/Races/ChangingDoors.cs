using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>
/// Calls every pair of doors on one resource at once. What they answered and what stands afterwards must be what one order of the two gives:
/// anything else is a write that was lost or mixed. A 409 says that nothing was done because of the other.
/// </summary>
internal static class ChangingDoors
{
    private const string Refused = "409";

    /// <param name="createAsync">Makes a resource, the same each time.</param>
    /// <param name="stateAsync">What stands in the end, in words.</param>
    /// <param name="rounds">How often each pair is called at once.</param>
    /// <param name="doors">The doors.</param>
    public static async Task AssertExplainedAsync<T>(
        Func<Task<T>> createAsync, Func<T, Task<string>> stateAsync, int rounds, params ChangingDoor<T>[] doors)
    {
        // A door that refuses whoever comes alone because of another would be explained by every order.
        foreach (ChangingDoor<T> door in doors) Assert.DoesNotContain(await door.CallAsync(await createAsync()), new[] { Refused, "404" });

        var unexplained = new SortedSet<string>();
        for (int i = 0; i < doors.Length; i++)
        {
            for (int j = i; j < doors.Length; j++)
            {
                (ChangingDoor<T> one, ChangingDoor<T> other) = (doors[i], doors[j]);
                T first = await createAsync();
                string oneFirst = Outcome(await one.CallAsync(first), await other.CallAsync(first), await stateAsync(first));
                T second = await createAsync();
                string answer = await other.CallAsync(second);
                string otherFirst = Outcome(await one.CallAsync(second), answer, await stateAsync(second));
                string[] alone = [await AloneAsync(one, answer => Outcome(answer, Refused, "")), await AloneAsync(other, answer => Outcome(Refused, answer, ""))];
                for (int round = 0; round < rounds; round++)
                {
                    T resource = await createAsync();
                    string[] answers = await Task.WhenAll(Task.Run(() => one.CallAsync(resource)), Task.Run(() => other.CallAsync(resource)));
                    string outcome = Outcome(answers[0], answers[1], await stateAsync(resource));
                    if (outcome != oneFirst && outcome != otherFirst && !alone.Contains(outcome))
                        unexplained.Add($"{one.Name} + {other.Name}: {outcome} (in turn: {oneFirst} or {otherFirst})");
                }
            }
        }

        Assert.Empty(unexplained);

        async Task<string> AloneAsync(ChangingDoor<T> door, Func<string, string> outcome)
        {
            T resource = await createAsync();
            return outcome(await door.CallAsync(resource)) + await stateAsync(resource);
        }
    }

    /// <summary>The status that a door answers with.</summary>
    public static async Task<string> StatusAsync(HttpContext context, Task<IResult> answer)
    {
        try
        {
            context.Response.Body = Stream.Null;
            await (await answer).ExecuteAsync(context);
            return $"{context.Response.StatusCode}";
        }
        catch (RefusalException refusal)
        {
            return $"{refusal.Status}";
        }
    }

    private static string Outcome(string one, string other, string state) => $"{one}, {other}: {state}";
}
