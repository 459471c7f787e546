using System.Buffers;
using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>
/// Scrubs a body in pieces. It is worked off in sections that end where no find can reach across: at a byte that is in no secret and in no
/// token. Where the sections end depends on the content alone, so that the result does not depend on how the body was cut.
/// </summary>
public sealed class ScrubStream
{
    /// <summary>A section goes on at least so long.</summary>
    private const int Section = 32 * 1024;

    /// <summary>Where nothing parts it, it is cut here, away from what was found in it.</summary>
    private const int Longest = 4 * 1024 * 1024;

    private readonly Matcher _matcher;
    private readonly IBufferWriter<byte> _output;
    private readonly bool[] _parts;
    private readonly int _holdBack;
    private byte[] _held = [];
    private int _length;
    private int _looked;

    internal ScrubStream(Matcher matcher, IBufferWriter<byte> output)
    {
        _matcher = matcher;
        _output = output;
        _parts = matcher.PartingBytes(out var longest);
        _holdBack = Math.Min(Longest / 2, longest * 16 + 4096);
    }

    public void Write(ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length > _held.Length) Array.Resize(ref _held, Math.Max(_length + piece.Length, Math.Min(_held.Length * 2, Longest + Section)));
        piece.CopyTo(_held.AsSpan(_length));
        _length += piece.Length;
        var at = 0;
        while (NextSection(at) is > 0 and var size) at += size;
        Drop(at);
    }

    /// <summary>The body is over: what was held back comes out.</summary>
    public void Complete()
    {
        Emit(0, _length);
        Drop(_length);
    }

    /// <summary>Writes the section that begins here and answers how much it took; 0 when more must come first.</summary>
    private int NextSection(int start)
    {
        for (_looked = Math.Max(_looked, start + Section); _looked < Math.Min(_length, start + Longest); _looked++)
        {
            if (!_parts[_held[_looked]]) continue;
            Emit(start, _looked);
            return _looked - start;
        }
        return _length - start < Longest ? 0 : Cut(start);
    }

    private int Cut(int start)
    {
        var section = _held.AsSpan(start, Longest);
        var marks = _matcher.Marks(section);
        var end = Longest - _holdBack;
        foreach (var mark in marks)
        {
            if (mark.Start < end && mark.End > end) end = mark.Start > 0 ? mark.Start : mark.End;
        }
        Replace(section[..end], marks.FindAll(m => m.End <= end));
        _looked = start + end;
        return end;
    }

    private void Emit(int start, int end)
    {
        var section = _held.AsSpan(start, end - start);
        Replace(section, _matcher.Touches(section) ? _matcher.Marks(section) : []);
    }

    private void Replace(ReadOnlySpan<byte> section, List<Mark> marks)
    {
        var at = 0;
        foreach (var mark in marks)
        {
            _output.Write(section[at..mark.Start]);
            var handle = HandleOf(mark.Owner);
            _output.Write(IsNumber(section, mark) ? [(byte)'"', .. handle, (byte)'"'] : handle);
            at = mark.End;
        }
        _output.Write(section[at..]);
    }

    /// <summary>A number of a JSON document, which without quotes would not be one any more.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> section, Mark mark)
    {
        if (section[mark.Start..mark.End].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        var before = section[..mark.Start].TrimEnd(" \t\r\n"u8);
        var after = section[mark.End..].TrimStart(" \t\r\n"u8);
        return before is [.., (byte)':' or (byte)'[' or (byte)','] && after is [(byte)',' or (byte)']' or (byte)'}', ..];
    }

    /// <summary>The handle without what would end a text in JSON, XML or a URL: nobody knows what kind of body this is.</summary>
    private static byte[] HandleOf(Secret secret)
    {
        var handle = secret.Label.Handle.ToCharArray();
        foreach (ref var c in handle.AsSpan())
            if (c < ' ' || c is '"' or '\'' or '\\' or '<' or '>' or '&') c = '_';
        return Encoding.UTF8.GetBytes(handle);
    }

    private void Drop(int count)
    {
        if (count == 0) return;
        _held.AsSpan(count, _length - count).CopyTo(_held);
        _held.AsSpan(_length - count, count).Clear();
        _length -= count;
        _looked = Math.Max(0, _looked - count);
    }
}
