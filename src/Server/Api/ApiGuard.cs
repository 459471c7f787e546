using System.Diagnostics;
using Keyway.Storage;

namespace Keyway.Server.Api;

/// <summary>
/// The outermost room of the API: sets the headers that every reply carries, turns refusals into problems, and is the last resort for
/// defects. Nothing of an exception leaves: it may hold what a caller or a vendor sent.
/// </summary>
public sealed partial class ApiGuard(RequestDelegate next, ILogger<ApiGuard> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!Concerns(context))
        {
            await next(context);
            return;
        }
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (!context.Response.HasStarted && Unsaid(context.Response) is { } problem) await problem.ExecuteAsync(context);
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await refused.Problem.ExecuteAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await (bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? Problems.BodyTooLarge : Problems.MalformedBody).ExecuteAsync(context);
        }
        catch (StoreUnavailableException) when (!context.Response.HasStarted)
        {
            await Problems.StoreUnavailable.ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            // The type and the place, not the message: a message may quote data.
            Defect(log, trace, e.GetType().Name, new StackTrace(e).GetFrame(0)?.GetMethod()?.DeclaringType?.Name);
            headers["Keyway-Trace"] = trace;
            await Problems.InternalError.ExecuteAsync(context);
        }
    }

    /// <summary>The API's own paths, and the endpoints that describe it. Ingress, UI files and the sandbox answer for themselves.</summary>
    private static bool Concerns(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api") || context.GetEndpoint()?.Metadata.GetMetadata<ApiEndpoint>() is not null;

    /// <summary>What routing and the framework refuse comes without a body.</summary>
    private static ApiProblem? Unsaid(HttpResponse response) => response.ContentType is not null ? null : response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.NotFound,
        StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => Problems.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => Problems.UnsupportedMediaType,
        StatusCodes.Status400BadRequest => Problems.MalformedBody,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A defect answered a call with 500: {Exception} in {Place}, trace {Trace}")]
    private static partial void Defect(ILogger log, string trace, string exception, string? place);
}

/// <summary>Marks an endpoint of the API.</summary>
public sealed record ApiEndpoint
{
    public static readonly ApiEndpoint Instance = new();
}
