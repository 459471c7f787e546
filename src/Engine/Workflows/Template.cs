using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Workflows;

/// <summary>
/// A field of a workflow as compiled: a plain value, one expression (which keeps its type), text with expressions in it (a string), or a
/// container of such. Built once on deploy, filled for each step.
/// </summary>
public abstract record Template
{
    private Template() { }

    /// <summary>No expression in it anywhere; frozen.</summary>
    public sealed record Literal(Value Value) : Template;

    /// <summary>The field is exactly one <c>{{ }}</c>.</summary>
    /// <param name="At">Where the expression's text begins in the source.</param>
    public sealed record Computed(Expression Expression, SourceSpot At) : Template;

    /// <summary>Text with <c>{{ }}</c> in it: each part is a <see cref="Literal"/> text or a <see cref="Computed"/>.</summary>
    public sealed record Text(IReadOnlyList<Template> Parts) : Template;

    public sealed record Map(IReadOnlyList<KeyValuePair<string, Template>> Properties) : Template;

    public sealed record List(IReadOnlyList<Template> Items) : Template;

    /// <summary>Every expression in this field, wherever it stands.</summary>
    public IEnumerable<Computed> Expressions => this switch
    {
        Computed computed => [computed],
        Text text => text.Parts.SelectMany(p => p.Expressions),
        Map map => map.Properties.SelectMany(p => p.Value.Expressions),
        List list => list.Items.SelectMany(i => i.Expressions),
        _ => [],
    };
}

/// <summary>A place in a workflow's source. Lines and columns count from 1.</summary>
/// <param name="Path">As in <c>steps[1].with.channel</c>.</param>
public sealed record SourceSpot(string Path, int Line, int Column);
