using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>
/// The only shape a sink accepts: UTF-8 that the redactor made. Nobody else can make one, except from a text that stands in our source.
/// </summary>
public sealed class Redacted
{
    private readonly byte[] _utf8;

    internal Redacted(byte[] utf8) => _utf8 = utf8;

    public static readonly Redacted Empty = new([]);

    public ReadOnlyMemory<byte> Utf8 => _utf8;
    public int Length => _utf8.Length;
    public string Text => Encoding.UTF8.GetString(_utf8);

    /// <summary>A text of our own. The compiler refuses anything but a constant, so nothing that came in from outside gets through here.</summary>
    public static Redacted Literal([ConstantExpected] string text) => new(Encoding.UTF8.GetBytes(text));

    public override string ToString() => Text;
}
