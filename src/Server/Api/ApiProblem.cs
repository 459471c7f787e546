using System.Text.Json.Serialization;

namespace Keyway.Server.Api;

/// <summary>Why a call was refused, as <c>application/problem+json</c> (RFC 9457). Holds nothing that the caller sent.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable; what a program may compare. Its page is at <c>type</c>.</param>
/// <param name="Title">What kind of thing went wrong: the same for every problem of this code.</param>
/// <param name="Detail">What went wrong here, and what to do.</param>
public sealed record ApiProblem(int Status, string Code, string Title, string Detail) : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>The page that explains this code.</summary>
    public string Type => "/docs/errors/" + Code;

    /// <summary>The query parameter or header at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>The field of the body at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>The scope that the key lacks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>Everything that is wrong with a workflow.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WorkflowProblem>? Problems { get; init; }

    /// <summary>The credentials that were looked for and not found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MissingCredentialReply>? Credentials { get; init; }

    /// <summary>The run that this is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Run { get; init; }

    /// <summary>Why the run's step failed: a code of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cause { get; init; }

    /// <summary>What the reply's <c>Retry-After</c> says.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    public ApiProblem Because(string detail) => this with { Detail = detail };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer realm=\"keyway\"";
        if (RetryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        return response.WriteAsJsonAsync(this, ApiJson.Default.ApiProblem, ContentType, httpContext.RequestAborted);
    }
}

/// <summary>Something wrong with a workflow, and where.</summary>
/// <param name="Code">Stable; has a page of its own.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Path">As in <c>steps[1].with.channel</c>.</param>
/// <param name="Line">Counts from 1.</param>
/// <param name="Column">Counts from 1.</param>
/// <param name="Suggestion">The nearest known name, where there is one.</param>
public sealed record WorkflowProblem(string Code, string Message, string Path, int Line, int Column, string? Suggestion)
{
    public static WorkflowProblem From(Engine.Workflows.Problem problem) =>
        new(problem.Code, problem.Message, problem.At.Path, problem.At.Line, problem.At.Column, problem.Suggestion);
}

/// <summary>A credential that should have come with the call.</summary>
/// <param name="Field"><c>app.field</c>.</param>
/// <param name="LookedIn">Where it was looked for.</param>
/// <param name="Found">What was there: <c>absent</c>, <c>null</c>, <c>empty</c>.</param>
public sealed record MissingCredentialReply(string Field, string LookedIn, string Found);

/// <summary>A refusal found where a result cannot be returned: while a call's parameters or body are read.</summary>
public sealed class RefusedException(ApiProblem problem) : Exception(problem.Code)
{
    public ApiProblem Problem => problem;
}
