using System.Text;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Workflows;

/// <summary>Renames a step in a file's text, which otherwise stays as it is: comments, quotes and layout.</summary>
public static class SourceRename
{
    /// <summary>Renames a step and every reference to it.</summary>
    /// <param name="form"><c>yaml</c> or <c>json</c>.</param>
    public static SourceRenamed Rename(string text, string form, string from, string to)
    {
        var read = SourceFile.Read(text, form);
        if (read is not SourceRead.Read { Source: var source }) return new SourceRenamed.Failed(((SourceRead.Failed)read).Problem);
        var found = StepRename.Find(source, from, to);
        if (found is not RenamePlaces.Found { Places: var places }) return new SourceRenamed.Failed(((RenamePlaces.Refused)found).Problem);

        // A byte order mark is no part of the first line's columns.
        var mark = text.StartsWith('\uFEFF') ? 1 : 0;
        var lines = new SourceLines(text[mark..]);
        var renamed = new StringBuilder(text.Length + places.Count * Math.Max(0, to.Length - from.Length));
        var copied = 0;
        foreach (var (line, column) in places)
        {
            var at = mark + lines.IndexOf(line, column);
            // An escape may spell the name in another way; what is not seen here is not overwritten.
            if (string.CompareOrdinal(text, at, from, 0, from.Length) != 0)
                return new SourceRenamed.Failed(new("rename_unclear", "The step's name is written with an escape here. Write it plainly, then rename.", new("", line, column)));
            renamed.Append(text, copied, at - copied).Append(to);
            copied = at + from.Length;
        }
        return new SourceRenamed.Renamed(renamed.Append(text, copied, text.Length - copied).ToString(), places.Count);
    }
}

/// <summary>What renaming a step comes to.</summary>
public abstract record SourceRenamed
{
    private SourceRenamed() { }

    /// <param name="Places">How many places changed.</param>
    public sealed record Renamed(string Text, int Places) : SourceRenamed;

    public sealed record Failed(Problem Problem) : SourceRenamed;
}
