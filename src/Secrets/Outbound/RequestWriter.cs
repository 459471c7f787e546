using System.Buffers;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Apps;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>
/// Writes the values of one call as text: the one place where a step's labelled values are revealed. It remembers which labels went by, and tells
/// the run's arena every text, since an expression may have made it of a secret that the arena knows only in another form.
/// </summary>
internal sealed class RequestWriter(SecretArena arena) : LeafWriter
{
    /// <summary>All labels of what was written so far; null when nothing was labelled.</summary>
    public Labels? Labels { get; private set; }

    /// <summary>The text of a leaf; null for null and undefined.</summary>
    public string? Text(in Value leaf, string where)
    {
        if (leaf.IsNullish) return null;
        var text = leaf.Reveal() ?? throw new EgressException(EgressErrors.NotALeaf(where));
        if (leaf.Labels is { } labels) Remember(labels, text);
        return text;
    }

    public ReadOnlyMemory<byte> Json(in Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        ValueJson.Write(buffer, value, this);
        return buffer.WrittenMemory;
    }

    /// <summary>Begins to collect labels anew, and gives those collected so far.</summary>
    public Labels? Forget()
    {
        var labels = Labels;
        Labels = null;
        return labels;
    }

    /// <summary>Adds what was collected before.</summary>
    public void Recall(Labels? labels) => Labels = Labels.Union(labels, Labels);

    /// <summary>A text made of revealed ones, in a form that the arena must know as well (the base64 of user and password).</summary>
    public void Remember(Labels labels, string text)
    {
        Labels = Labels.Union(Labels, labels);
        arena.Register(labels, text);
    }

    public override void WriteLabelled(Utf8JsonWriter writer, in Value leaf)
    {
        var text = Text(leaf, "the body");
        if (text is null) writer.WriteNullValue();
        else if (leaf.Kind == ValueKind.String) writer.WriteStringValue(text);
        else writer.WriteRawValue(text, skipInputValidation: true);
    }
}
