using BenchmarkDotNet.Attributes;
using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Micro;

public class ExpressionBenchmarks
{
    private static readonly EvaluationScope Scope = new()
    {
        Steps = Containers.Freeze(Value.Object(("trigger", Value.Object(("event", Value.Object(("body", LabelledOrder()))))))),
    };

    private string _source = "";
    private Expression? _expression;

    [Params("a path", "a fallback", "a header", "a list")]
    public string What { get; set; } = "a path";

    [GlobalSetup]
    public void Setup()
    {
        _source = What switch
        {
            "a path" => "steps.trigger.event.body.name",
            "a fallback" => "steps.trigger.event.body.name ?? 'there'",
            "a header" => "`Bearer ${steps.trigger.event.body.slack_token}`",
            _ => "steps.trigger.event.body.items.filter(i => i.open).map(i => i.title.toUpperCase()).join(', ')",
        };
        _expression = ((ExpressionParse.Parsed)Expression.Parse(_source)).Expression;
    }

    [Benchmark]
    public Evaluation Evaluate() => _expression!.Evaluate(Scope, ExpressionLimits.Default);

    /// <summary>Once for each deploy.</summary>
    [Benchmark]
    public ExpressionParse Parse() => Expression.Parse(_source);

    private static Value LabelledOrder()
    {
        var order = ValueJson.Parse(Payloads.Order);
        order.TryGetObject(out var map);
        map!.Set("slack_token", map.Get("slack_token").With(Labels.Of(new Label("slack.oauth_access_token"))));
        map.Set("items", ValueJson.Parse(Payloads.Webhook)["items"]);
        return order;
    }
}
