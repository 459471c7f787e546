using Keyway.Engine.Values;

namespace Keyway.Engine.Steps;

/// <summary>What a step can come to.</summary>
public abstract record StepResult
{
    private StepResult() { }

    /// <param name="ReturnValue">Becomes <c>steps.name.$return_value</c>.</param>
    public sealed record Succeeded(Value ReturnValue) : StepResult
    {
        /// <summary>Named exports: <c>steps.name.key</c>.</summary>
        public IReadOnlyList<KeyValuePair<string, Value>> Exports { get; init; } = [];

        /// <summary>The line that the UI shows.</summary>
        public string? Summary { get; init; }

        /// <summary>What the caller of the trigger shall get; the first answer of a run wins.</summary>
        public HttpAnswer? Answer { get; init; }
    }

    public sealed record Failed(StepError Error) : StepResult;
}

/// <summary>Why a step failed. The message is for a person and holds nothing that a user or a vendor sent except short vendor codes.</summary>
/// <param name="Code">Stable; has a page in <c>docs/errors/</c>.</param>
/// <param name="Retryable">Whether the same call may go through later.</param>
public sealed record StepError(string Code, string Message, bool Retryable = false)
{
    /// <summary>How long the other side asked us to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The credential this is about, by name (<c>slack.oauth_access_token</c>).</summary>
    public string? Credential { get; init; }

    public int? HttpStatus { get; init; }
}

/// <summary>An answer to the caller of an HTTP trigger.</summary>
/// <param name="Body">Text is sent as it is; anything else as JSON.</param>
/// <param name="Immediate">Sent when the step ran, not at the end of the run.</param>
public sealed record HttpAnswer(int Status, IReadOnlyList<HttpAnswerHeader> Headers, Value Body, bool Immediate = false);

public sealed record HttpAnswerHeader(string Name, string Value);
