using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary><c>secret("store:path#field")</c>; without a template where the argument is computed, which evaluating refuses as deploying does.</summary>
internal sealed class Secret(int position, SecretTemplate? template, Node[] holes) : Node(position)
{
    public SecretTemplate? Template => template;

    /// <summary>The name alone, which the parser makes a call of when one follows.</summary>
    public bool IsName { get; init; }

    public override IEnumerable<Node> Children => holes;
    public override string Name => "secret(...)";

    public override Value Eval(Evaluator ev, Frame frame)
    {
        if (template is null) throw Refused(ev, "secret takes a text or a template written on the spot, so that what it can read is known beforehand");
        var texts = new string[holes.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = Hole(ev, frame, holes[i]);
        var reference = template.Resolve(texts, out var problem) ?? throw Refused(ev, problem!);
        return ev.Scope.Secret?.Invoke(reference) ?? throw new EvaluationStopped(new Evaluation.NeedsSecret(reference));
    }

    private string Hole(Evaluator ev, Frame frame, Node hole)
    {
        var value = hole.Eval(ev, frame);
        if (value.IsNullish) throw Refused(ev, $"a part of a secret reference is empty: {hole.Name} is {To.TypeName(value)}");
        // A reference is written to the audit and asked of a server: a secret in it would leave by both.
        if (value.IsLabelled) throw Refused(ev, $"a part of a secret reference is itself a secret: {hole.Name}");
        if (value.Kind is not (ValueKind.String or ValueKind.Number or ValueKind.Boolean))
            throw Refused(ev, $"a part of a secret reference is a text or a number, but {hole.Name} is {To.TypeName(value)}");
        return To.Text(ev, value);
    }

    private EvaluationStopped Refused(Evaluator ev, string message)
    {
        ev.Position = Position;
        return ev.TypeError(message);
    }
}
