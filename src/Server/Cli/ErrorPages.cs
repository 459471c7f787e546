namespace Keyway.Server.Cli;

/// <summary>The pages of error codes, as they are built into the executable.</summary>
public static class ErrorPages
{
    private const string Heading = "## What to do";

    /// <summary>What the page of this code says to do, in one paragraph; where the page is when it says nothing.</summary>
    public static string WhatToDo(string code)
    {
        using var page = typeof(ErrorPages).Assembly.GetManifestResourceStream("errors/" + code);
        if (page is null) return "";
        var text = new StreamReader(page).ReadToEnd();
        var at = text.IndexOf(Heading, StringComparison.Ordinal);
        if (at < 0) return $"See /docs/errors/{code}.";
        var advice = text[(at + Heading.Length)..];
        var end = advice.IndexOf("\n## ", StringComparison.Ordinal);
        return string.Join(' ', (end < 0 ? advice : advice[..end]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
