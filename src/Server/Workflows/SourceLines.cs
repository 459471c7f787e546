using Keyway.Engine.Workflows;

namespace Keyway.Server.Workflows;

/// <summary>The lines of a text as editors count them: ended by LF, CR LF or CR; columns in UTF-16 units; both from 1.</summary>
internal sealed class SourceLines
{
    private readonly List<int> _starts = [0];
    private readonly int _length;

    public SourceLines(string text)
    {
        _length = text.Length;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) _starts.Add(i + 1);
    }

    public int IndexOf(int line, int column) => _starts[line - 1] + column - 1;

    public LineColumn At(int index)
    {
        index = Math.Clamp(index, 0, _length);
        var line = _starts.BinarySearch(index);
        if (line < 0) line = ~line - 1;
        return new(line + 1, index - _starts[line] + 1);
    }
}
