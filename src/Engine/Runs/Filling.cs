using System.Buffers;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Expressions;
using Keyway.Engine.Secrets;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

/// <summary>What filling a template comes to.</summary>
public abstract record Filled
{
    private Filled() { }

    public sealed record Done(Value Value) : Filled;

    public sealed record Failed(StepError Error) : Filled;

    /// <summary>An expression reads this secret, which the scope does not have: read it and fill again. Expressions are pure, so again is the same.</summary>
    public sealed record NeedsSecret(SecretRef Reference) : Filled;
}

/// <summary>Fills a <see cref="Template"/> from a scope.</summary>
public static class Filling
{
    public static Filled Fill(Template template, EvaluationScope scope, ExpressionLimits limits)
    {
        switch (template)
        {
            case Template.Literal literal:
                return new Filled.Done(literal.Value);

            case Template.Computed computed:
                return computed.Expression.Evaluate(scope, limits) switch
                {
                    Evaluation.Succeeded done => new Filled.Done(done.Value),
                    Evaluation.NeedsSecret needs => new Filled.NeedsSecret(needs.Reference),
                    Evaluation.Failed failed => new Filled.Failed(Explain(failed.Error, computed.At)),
                    _ => throw new InvalidOperationException("An evaluation without a case."),
                };

            case Template.Text text:
                return FillText(text, scope, limits);

            case Template.Map map:
                var filledMap = new ObjectValue(map.Properties.Count);
                foreach (var (key, property) in map.Properties)
                {
                    if (property is Template.Literal constant)
                    {
                        filledMap.Set(key, constant.Value);
                        continue;
                    }
                    var filled = Fill(property, scope, limits);
                    if (filled is not Filled.Done done) return filled;
                    filledMap.Set(key, done.Value);
                }
                return new Filled.Done(filledMap);

            case Template.List list:
                var filledList = new ArrayValue(list.Items.Count);
                foreach (var item in list.Items)
                {
                    var filled = Fill(item, scope, limits);
                    if (filled is not Filled.Done done) return filled;
                    filledList.Add(done.Value);
                }
                return new Filled.Done(filledList);

            default:
                throw new InvalidOperationException("A template without a case.");
        }
    }

    private static Filled FillText(Template.Text text, EvaluationScope scope, ExpressionLimits limits)
    {
        var built = new StringBuilder();
        Labels? labels = null;
        foreach (var part in text.Parts)
        {
            var filled = Fill(part, scope, limits);
            if (filled is not Filled.Done { Value: var value }) return filled;
            labels = Labels.Union(labels, value.DeepLabels);
            AppendText(built, value);
        }
        return new Filled.Done(Value.From(built.ToString()).With(labels));
    }

    /// <summary>As a template literal prints it, but for what would print as noise: nothing for null and undefined, JSON for containers.</summary>
    private static void AppendText(StringBuilder built, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.Null:
                break;
            case ValueKind.Array or ValueKind.Object:
                var json = new ArrayBufferWriter<byte>();
                ValueJson.Write(json, value, RawLeaves.Instance);
                built.Append(Encoding.UTF8.GetString(json.WrittenSpan));
                break;
            default:
                built.Append(value.Reveal());
                break;
        }
    }

    private static StepError Explain(ExpressionError error, SourceSpot at)
    {
        var column = error.Line == 1 ? at.Column + error.Column - 1 : error.Column;
        return new(error.Code, $"{at.Path}: {error.Message} (line {at.Line + error.Line - 1}, column {column} of the workflow file)");
    }

    /// <summary>Within a text that is labelled as a whole.</summary>
    private sealed class RawLeaves : LeafWriter
    {
        public static readonly RawLeaves Instance = new();

        public override void WriteLabelled(Utf8JsonWriter writer, in Value leaf) => writer.WriteStringValue(leaf.Reveal());
    }
}
