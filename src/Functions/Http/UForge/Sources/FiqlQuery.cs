using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>
/// The filter of a list in the part of FIQL that UForge's clients send: comparisons for equality, all of which must hold, such as
/// <c>name=='web';version=='1.0'</c>. A value stands in single or double quotes, in which a backslash keeps the next character, or without.
/// </summary>
public sealed class FiqlQuery
{
    private const int LongestQuery = 2048;
    private readonly List<(string Selector, string Value)> _terms = [];

    private FiqlQuery()
    {
    }

    /// <summary>Reads the query's <c>query</c>; without it everything matches.</summary>
    /// <param name="request">The request.</param>
    /// <param name="selectors">What may be compared, for example <c>targetFormat.name</c>.</param>
    /// <exception cref="RefusalException">400, naming the place.</exception>
    public static FiqlQuery Of(HttpRequest request, params string[] selectors)
    {
        var query = new FiqlQuery();
        string text = request.Query["query"].ToString();
        if (text.Length > LongestQuery) throw Refused($"query has at most {LongestQuery} characters.");
        for (int at = 0; at < text.Length;)
        {
            (string Selector, string Value) term = ReadTerm(text, ref at);
            if (!selectors.Contains(term.Selector, StringComparer.Ordinal))
                throw Refused($"query can't compare {term.Selector}, only {string.Join(", ", selectors)}.");
            query._terms.Add(term);
            if (at < text.Length && (text[at] != ';' || ++at == text.Length)) throw At(at, "a ';' and another comparison");
        }

        return query;
    }

    /// <summary>Whether something has all the values.</summary>
    /// <param name="valueOf">Its value for a selector.</param>
    public bool Matches(Func<string, string?> valueOf) => _terms.TrueForAll(term => valueOf(term.Selector) == term.Value);

    private static (string Selector, string Value) ReadTerm(string text, ref int at)
    {
        int equals = text.IndexOf("==", at, StringComparison.Ordinal);
        if (equals <= at) throw At(at, "a comparison such as name=='web'");
        string selector = text[at..equals];
        at = equals + 2;
        return (selector, at < text.Length && text[at] is '\'' or '"' ? ReadQuoted(text, ref at) : ReadBare(text, ref at));
    }

    private static string ReadBare(string text, ref int at)
    {
        int end = text.IndexOf(';', at);
        string value = end < 0 ? text[at..] : text[at..end];
        if (value.Length == 0) throw At(at, "a value");
        at += value.Length;
        return value;
    }

    private static string ReadQuoted(string text, ref int at)
    {
        int begin = at;
        char quote = text[at++];
        var value = new StringBuilder();
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }

        if (at++ >= text.Length) throw At(begin, "a value whose quote ends");
        return value.ToString();
    }

    private static RefusalException At(int at, string expected) => Refused($"query must have {expected} at position {at + 1}.");

    private static RefusalException Refused(string message) => new(400, "QUERY_INVALID", message, "query");
}
