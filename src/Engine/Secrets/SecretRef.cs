namespace Keyway.Engine.Secrets;

/// <summary>
/// A reference to a secret: <c>store:path?version=3#field</c>. It names a secret and is not one; still it may hold a user's id,
/// so it is recorded as the store and the literal part of the path only.
/// </summary>
/// <param name="Store">The configured store's name, before the first colon.</param>
/// <param name="Path">The path segments, each already taken apart, so that a segment with a slash or a hash reads nothing else.</param>
/// <param name="Field">The field after <c>#</c>; null asks for the whole secret, an object of fields.</param>
/// <param name="Options">What follows <c>?</c>: <c>version</c>, <c>stage</c>.</param>
public sealed record SecretRef(string Store, SecretPath Path, string? Field, SecretOptions Options)
{
    /// <summary>The name that a label and history carry.</summary>
    public string Name => Store + ":" + Path.Text + (Field is null ? "" : "#" + Field);
}

/// <summary>Path segments with value equality, unescaped. <see cref="IsAbsolute"/> where the reference began with a slash.</summary>
public sealed class SecretPath(IReadOnlyList<string> segments, bool isAbsolute = false) : IEquatable<SecretPath>
{
    public IReadOnlyList<string> Segments => segments;
    public bool IsAbsolute => isAbsolute;

    /// <summary>The path with each segment percent-encoded, joined by slashes.</summary>
    public string Text { get; } = (isAbsolute ? "/" : "") + string.Join('/', segments.Select(Uri.EscapeDataString));

    public bool Equals(SecretPath? other) => other is not null && Text == other.Text;
    public override bool Equals(object? obj) => Equals(obj as SecretPath);
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <param name="Version">A version number or id; null is the current one.</param>
/// <param name="Stage">A version stage such as <c>AWSPREVIOUS</c>.</param>
public sealed record SecretOptions(string? Version = null, string? Stage = null)
{
    public static readonly SecretOptions None = new();
}
