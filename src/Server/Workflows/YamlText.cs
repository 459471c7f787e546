using Keyway.Engine.Workflows;
using YamlDotNet.Core;

namespace Keyway.Server.Workflows;

/// <summary>
/// Finds where each character of a YAML scalar's text stands in the file, by walking the file's characters beside the text that the parser made
/// of them. Where the two cannot be matched, the rest keeps the last known place: a problem is then shown a little early, never elsewhere.
/// </summary>
internal static class YamlText
{
    /// <summary>An anchor before a scalar belongs to the parser's event: the scalar itself begins behind it.</summary>
    public static int SkipAnchor(string source, int start, bool hasNone)
    {
        if (hasNone || start >= source.Length || source[start] != '&') return start;
        while (start < source.Length && !char.IsWhiteSpace(source[start])) start++;
        while (start < source.Length && char.IsWhiteSpace(source[start])) start++;
        return start;
    }

    public static TextPlaces Places(string source, SourceLines lines, int start, string text, ScalarStyle style)
    {
        var places = new TextPlaces.Writer();
        var walk = new Walk(source, lines, text, places);
        if (style is ScalarStyle.Literal or ScalarStyle.Folded) walk.Block(start);
        else walk.Flow(style is ScalarStyle.Plain ? start : start + 1, style);
        if (places.IsEmpty) walk.Note(style is ScalarStyle.Plain or ScalarStyle.Literal or ScalarStyle.Folded ? start : start + 1);
        return places.Done();
    }

    private sealed class Walk(string source, SourceLines lines, string text, TextPlaces.Writer places)
    {
        private int _at;

        public void Note(int index)
        {
            var (line, column) = lines.At(index);
            places.Add(_at, line, column);
        }

        public void Flow(int index, ScalarStyle style)
        {
            while (_at < text.Length && index < source.Length)
            {
                var (end, breaks) = Fold(index);
                if (breaks > 0)
                {
                    Folded(index, breaks == 1 ? 1 : breaks - 1);
                    index = end;
                }
                else if (style == ScalarStyle.DoubleQuoted && source[index] == '\\') index = Escape(index);
                else
                {
                    if (source[index] != text[_at]) return;
                    Note(index);
                    _at++;
                    index += style == ScalarStyle.SingleQuoted && source[index] == '\'' ? 2 : 1;
                }
            }
            if (_at == text.Length && _at > 0) Note(index);
        }

        /// <summary>A line break with the white space around it; no breaks where there is none here.</summary>
        private (int End, int Breaks) Fold(int index)
        {
            var end = index;
            var breaks = 0;
            for (; end < source.Length && source[end] is ' ' or '\t' or '\r' or '\n'; end++)
                if (source[end] == '\n' || (source[end] == '\r' && !(end + 1 < source.Length && source[end + 1] == '\n'))) breaks++;
            return (end, breaks);
        }

        private void Folded(int index, int characters)
        {
            Note(index);
            _at = Math.Min(text.Length, _at + characters);
        }

        private int Escape(int index)
        {
            if (index + 1 >= source.Length) return source.Length;
            if (source[index + 1] is '\n' or '\r')
            {
                var (end, breaks) = Fold(index + 1);
                if (breaks > 1) Folded(index, breaks - 1);
                return end;
            }
            Note(index);
            var length = source[index + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
            _at += length == 10 && char.IsHighSurrogate(text[_at]) ? 2 : 1;
            return index + length;
        }

        public void Block(int header)
        {
            var line = LineEnd(header).Next;
            var indent = Indent(line);
            while (_at < text.Length)
            {
                // Blank lines first: each is a line feed of the text, however the lines around are folded.
                while (_at < text.Length && text[_at] == '\n' && line < source.Length && IsBlank(line, indent))
                {
                    Note(line);
                    _at++;
                    line = LineEnd(line).Next;
                }
                if (_at >= text.Length) break;
                // Folding drops one line feed of several, which was just taken for the first blank line: the last is left over.
                if (text[_at] != '\n')
                    while (line < source.Length && IsBlank(line, indent)) line = LineEnd(line).Next;
                if (line >= source.Length) return;
                var (end, next) = LineEnd(line);
                for (var index = Math.Min(line + indent, end); index < end; index++)
                {
                    if (_at >= text.Length || source[index] != text[_at]) return;
                    Note(index);
                    _at++;
                }
                if (_at >= text.Length) return;
                if (text[_at] is not (' ' or '\n')) return;
                Note(end);
                _at++;
                line = next;
            }
            if (_at == text.Length && line <= source.Length) Note(line);
        }

        private int Indent(int line)
        {
            while (line < source.Length && IsBlank(line, int.MaxValue)) line = LineEnd(line).Next;
            return Math.Max(0, Spaces(source, line) - Spaces(text, text.Length - text.AsSpan().TrimStart('\n').Length));
        }

        private bool IsBlank(int line, int indent)
        {
            var (end, _) = LineEnd(line);
            var spaces = Spaces(source, line);
            return line + spaces == end && spaces <= indent;
        }

        private static int Spaces(string of, int from)
        {
            var to = from;
            while (to < of.Length && of[to] == ' ') to++;
            return to - from;
        }

        private (int End, int Next) LineEnd(int index)
        {
            var end = source.AsSpan(Math.Min(index, source.Length)).IndexOfAny('\r', '\n');
            if (end < 0) return (source.Length, source.Length);
            end += index;
            return (end, end + (source[end] == '\r' && end + 1 < source.Length && source[end + 1] == '\n' ? 2 : 1));
        }
    }
}
