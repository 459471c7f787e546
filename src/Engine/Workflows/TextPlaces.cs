namespace Keyway.Engine.Workflows;

/// <summary>A place in a file. Both count from 1; a column is a UTF-16 unit.</summary>
public readonly record struct LineColumn(int Line, int Column);

/// <summary>
/// Where each character of a scalar's text stands in its file. Escapes, folded lines and the indentation of blocks make the text differ from
/// what the file holds, so the file's reader notes a new run wherever the next character is not simply the next column.
/// </summary>
public sealed class TextPlaces
{
    private readonly List<Run> _runs;

    private TextPlaces(List<Run> runs) => _runs = runs;

    private readonly record struct Run(int Offset, int Line, int Column);

    /// <summary>The place of the character at this offset; past the end, the place right behind the last one.</summary>
    public LineColumn At(int offset)
    {
        var low = 0;
        var high = _runs.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].Offset <= offset) low = middle;
            else high = middle - 1;
        }
        var run = _runs[low];
        return new(run.Line, run.Column + Math.Max(0, offset - run.Offset));
    }

    /// <summary>Takes the places in the order of the text.</summary>
    public sealed class Writer
    {
        private readonly List<Run> _runs = [];

        public void Add(int offset, int line, int column)
        {
            if (_runs.Count > 0)
            {
                var last = _runs[^1];
                if (line == last.Line && column - last.Column == offset - last.Offset) return;
            }
            _runs.Add(new(offset, line, column));
        }

        public bool IsEmpty => _runs.Count == 0;

        public TextPlaces Done() => new(_runs);
    }
}
