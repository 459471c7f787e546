namespace Keyway.Engine.Secrets;

/// <summary>
/// A secret's text. A class, never a record, without <c>ToString</c> and without JSON: it cannot be printed by accident.
/// <see cref="Reveal"/> may be called only in the files that a house test lists.
/// </summary>
public sealed class SecretValue
{
    private readonly string _text;

    public SecretValue(string text) => _text = text;

    /// <summary>True for the empty text, which is never a credential.</summary>
    public bool IsEmpty => _text.Length == 0;

    public string Reveal() => _text;
}
