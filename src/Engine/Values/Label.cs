namespace Keyway.Engine.Values;

/// <summary>
/// What a value was made from: the name of a credential, never its text. A label says only "this came from
/// <c>slack.oauth_access_token</c>"; every operator and function of an expression keeps it.
/// </summary>
/// <param name="Name">The handle's name: <c>app.field</c>, <c>trigger.authorization</c> or a secret reference's store and path.</param>
public sealed record Label(string Name)
{
    /// <summary>
    /// The mark that <c>reveal(...)</c> puts on a value: an answer to a caller may hold its text. It is not a credential's name, is not shown, and
    /// changes nothing for any other sink.
    /// </summary>
    public static readonly Label Revealed = new("revealed");

    /// <summary>What any sink shows instead of the value: the name between guillemets.</summary>
    public string Handle => "«" + Name + "»";
}

/// <summary>An immutable set of labels; almost always one. Absence is <c>null</c>, so that unlabelled values cost nothing.</summary>
public sealed class Labels
{
    private readonly Label[] _labels;
    private string? _handle;

    private Labels(Label[] labels) => _labels = labels;

    public IReadOnlyList<Label> All => _labels;

    /// <summary>The text that stands for a value made from all of these: <c>«a»</c>, or <c>«a, b»</c>.</summary>
    public string Handle => _handle ??= "«" + string.Join(", ", _labels.Where(l => l != Label.Revealed).Select(l => l.Name)) + "»";

    /// <summary>True where the author wrote <c>reveal(...)</c> around the value.</summary>
    public bool IsRevealed => _labels.Contains(Label.Revealed);

    public static Labels Of(Label label) => new([label]);

    /// <summary>Both sets, or the one that already holds the other; either may be null. What is made of a revealed and of another secret value is not revealed.</summary>
    public static Labels? Union(Labels? a, Labels? b)
    {
        if (a is null || ReferenceEquals(a, b)) return b;
        if (b is null) return a;
        var union = a._labels.Union(b._labels);
        if (a.IsRevealed != b.IsRevealed) union = union.Where(l => l != Label.Revealed);
        var all = union.ToArray();
        return all.Length == a._labels.Length && a.IsRevealed == all.Contains(Label.Revealed) ? a : new Labels(all);
    }

    /// <summary>The same labels with the mark of <c>reveal(...)</c>.</summary>
    public Labels Revealed() => IsRevealed ? this : new([.. _labels, Label.Revealed]);
}
