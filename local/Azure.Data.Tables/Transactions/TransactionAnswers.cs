using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Transactions;

/// <summary>The answers inside the multipart answer to a transaction: one each action, or the one that refused it.</summary>
internal static class TransactionAnswers
{
    private const string Start = "HTTP/1.1 ";

    /// <summary>Splits the body into the answers that lie in it.</summary>
    /// <exception cref="FormatException">There is no answer inside.</exception>
    public static List<Response> In(Response response)
    {
        var answers = new List<Response>();
        string text = Encoding.UTF8.GetString(response.Content.ToMemory().Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        for (int start = Next(text, 0); start >= 0;)
        {
            int end = text.IndexOf("\n--changesetresponse", start, StringComparison.OrdinalIgnoreCase);
            answers.Add(Parse(text[start..(end < 0 ? text.Length : end)], response.ClientRequestId));
            start = end < 0 ? -1 : Next(text, end);
        }

        return answers.Count > 0 ? answers : throw new FormatException("The answer to a transaction has no answers inside.");
    }

    private static int Next(string text, int from) => text.IndexOf($"\n{Start}", from, StringComparison.Ordinal) is var at and >= 0 ? at + 1 : -1;

    private static TransactionAnswer Parse(string part, string clientRequestId)
    {
        string[] halves = part.Split("\n\n", 2);
        string[] lines = halves[0].Split('\n');
        string[] status = lines[0][Start.Length..].Split(' ', 2);
        ILookup<string, string> headers = lines.Skip(1)
            .Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(h => h.Length == 2)
            .ToLookup(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        return new TransactionAnswer(
            int.Parse(status[0], CultureInfo.InvariantCulture),
            status.ElementAtOrDefault(1) ?? "",
            headers,
            Encoding.UTF8.GetBytes(halves.ElementAtOrDefault(1)?.Trim() ?? ""),
            clientRequestId);
    }
}
