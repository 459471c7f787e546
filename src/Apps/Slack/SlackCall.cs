using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>One call of a Slack method, and what it comes to.</summary>
internal static class SlackCall
{
    /// <summary>Posts the named inputs as a JSON object; those that were not given are left out.</summary>
    public static HttpCall Post(string method, StepContext context, params ReadOnlySpan<string> inputs)
    {
        var body = new ObjectValue();
        foreach (var name in inputs)
            if (!context[name].IsNullish) body.Set(name, context[name]);
        return HttpCall.Post(method) with { Body = new HttpBody.Json(body) };
    }

    public static HttpCall Get(string method, params IReadOnlyList<HttpPair> query) => HttpCall.Get(method) with { Query = query };

    /// <summary>Sends the call; what Slack answered becomes the result, cut down by <paramref name="select"/>.</summary>
    public static async ValueTask<StepResult> Run(HttpCall call, StepContext context, string scope, Func<Value, Value> select, CancellationToken ct)
    {
        switch (await context.Send(call, ct))
        {
            case HttpOutcome.Failed failed:
                return new StepResult.Failed(failed.Error);
            case HttpOutcome.Replied { Reply: var reply }:
                return SlackErrors.Of(reply, scope) is { } error ? new StepResult.Failed(error) : new StepResult.Succeeded(select(reply.Body));
            default:
                throw new InvalidOperationException("An unknown outcome.");
        }
    }
}
