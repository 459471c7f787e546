using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.GitHub;

/// <summary>One call of GitHub's REST API, and what it comes to.</summary>
internal static class GitHubCall
{
    private static readonly HttpPair[] Headers = [new("accept", "application/vnd.github+json"), new("x-github-api-version", "2022-11-28")];

    public static HttpCall Get(params ReadOnlySpan<Value> segments) => HttpCall.Get(segments) with { Headers = Headers };

    public static HttpCall Post(ObjectValue body, params ReadOnlySpan<Value> segments) => HttpCall.Post(segments) with { Headers = Headers, Body = new HttpBody.Json(body) };

    /// <summary>The named inputs as an object; those that were not given are left out.</summary>
    public static ObjectValue Body(StepContext context, params ReadOnlySpan<string> inputs)
    {
        var body = new ObjectValue();
        foreach (var name in inputs)
            if (!context[name].IsNullish) body.Set(name, context[name]);
        return body;
    }

    /// <summary>Sends the call; the reply's body, cut down by <paramref name="select"/>, becomes the result.</summary>
    /// <param name="permission">What the token needs, as GitHub's page on the call says.</param>
    public static async ValueTask<StepResult> Run(HttpCall call, StepContext context, string permission, Func<Value, Value> select, CancellationToken ct)
    {
        switch (await context.Send(call, ct))
        {
            case HttpOutcome.Failed failed:
                return new StepResult.Failed(failed.Error);
            case HttpOutcome.Replied { Reply: var reply }:
                return GitHubErrors.Of(reply, permission, context.Time.GetUtcNow()) is { } error ? new StepResult.Failed(error) : new StepResult.Succeeded(select(reply.Body));
            default:
                throw new InvalidOperationException("An unknown outcome.");
        }
    }
}
