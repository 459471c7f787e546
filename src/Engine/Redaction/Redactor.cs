using System.Buffers;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Values;

namespace Keyway.Engine.Redaction;

/// <summary>
/// The one door to every sink: the only maker of <see cref="Redacted"/>. A labelled leaf becomes its handle by what it is; the matcher
/// then looks through the bytes for secrets that lost their label on the way, and is a net, not the rule.
/// </summary>
public sealed class Redactor(SecretArena arena)
{
    /// <summary>Compact JSON; each labelled leaf is the text of its handle.</summary>
    public Redacted Json(in Value value) => Write(value, LeafWriter.Handles);

    /// <summary>
    /// Like <see cref="Json"/>, but a labelled leaf is an object <c>{"«":"name","box":3}</c>, so that it can be told from a user's text and
    /// linked to the run's sealed box again. <see cref="ReadRecorded"/> is the way back, <see cref="ToDisplay"/> what people see.
    /// </summary>
    /// <param name="value">What is to be recorded.</param>
    /// <param name="box">Puts the leaf into the run's sealed box and says where; null where nothing is boxed.</param>
    public Redacted Recorded(in Value value, Func<Value, int>? box = null) => Write(value, new RecordedLeaves(box));

    /// <summary>A line for a log, a status text, an error message.</summary>
    public Redacted Text(string text) => new(Encoding.UTF8.GetBytes(ScrubText(text)));

    /// <summary>
    /// What came back from outside, before it becomes data: each spelling of a secret is replaced by its handle's name, as plain text. The
    /// same value where there is none. Keys and long numbers too; a key that would then stand twice gets a number.
    /// </summary>
    public Value Scrub(in Value value)
    {
        if (arena.IsEmpty) return value;
        var matcher = arena.Matcher;
        var buffer = JsonBuffer.Rent();
        try
        {
            ValueJson.Write(buffer.Writer, value, LeafWriter.Handles);
            return matcher.Touches(buffer.Written) ? Scrubber.Scrub(value, matcher) : value;
        }
        finally
        {
            buffer.Return();
        }
    }

    public string ScrubText(string text) => arena.IsEmpty ? text : arena.Matcher.Replace(text);

    /// <summary>
    /// A whole body of any kind; the same memory where there is nothing to replace. JSON is better parsed and given to <see cref="Scrub"/>, which
    /// keeps it JSON whatever is replaced. <see cref="ScrubStream"/> does the same with a body that comes in pieces.
    /// </summary>
    public ReadOnlyMemory<byte> ScrubBytes(ReadOnlyMemory<byte> body)
    {
        if (arena.IsEmpty || !arena.Matcher.Touches(body.Span)) return body;
        var output = new ArrayBufferWriter<byte>(body.Length);
        var stream = new ScrubStream(arena.Matcher, output);
        stream.Write(body.Span);
        stream.Complete();
        return output.WrittenMemory;
    }

    /// <summary>Scrubs a body that comes in pieces, with the secrets known when it begins. What comes out is the same however it is cut.</summary>
    public ScrubStream ScrubTo(IBufferWriter<byte> output) => new(arena.Matcher, output);

    /// <summary>The recorded value again. Each secret leaf is asked for by its index in the box (-1 where it was not boxed) and its name; <see cref="Absent"/> is the answer for one that is gone.</summary>
    public static Value ReadRecorded(ReadOnlySpan<byte> recorded, Func<int, string, Value> unbox) => RecordedJson.Read(recorded, unbox);

    /// <summary>A recorded value as people see it: plain JSON, each secret leaf the text of its handle.</summary>
    public static Redacted ToDisplay(ReadOnlySpan<byte> recorded) => RecordedJson.ToDisplay(recorded);

    public static Value Absent(string name) => RecordedJson.Absent(name);

    /// <summary>True for a secret leaf of which only the name is left. An empty text is never a credential, so the two cannot be confused.</summary>
    public static bool IsAbsent(in Value leaf) => leaf.IsLabelled && leaf.IsEmptyText;

    private Redacted Write(in Value value, LeafWriter leaves)
    {
        var buffer = JsonBuffer.Rent();
        try
        {
            ValueJson.Write(buffer.Writer, value, leaves);
            var written = buffer.Written;
            if (arena.IsEmpty || !arena.Matcher.Touches(written)) return new(written.ToArray());
            buffer.Clear();
            (leaves as RecordedLeaves)?.Rewind();
            ValueJson.Write(buffer.Writer, Scrubber.Scrub(value, arena.Matcher), leaves);
            return new(buffer.Written.ToArray());
        }
        finally
        {
            buffer.Return();
        }
    }
}
