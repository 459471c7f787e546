using System.Globalization;

namespace Keyway.Server.Ingress;

/// <summary>Why a caller gets no run, or no answer from it. Every word is ours: nothing that the caller sent is in it.</summary>
/// <param name="Code">Stable; has a page in <c>docs/errors/</c>.</param>
public sealed record Refusal(int Status, string Code, string Title, string Detail)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The value of <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }

    /// <summary>The connection cannot be used again: part of the request is still unread.</summary>
    public bool Closes { get; init; }

    public static readonly Refusal NotFound = new(404, "trigger_not_found", "No such trigger",
        "No enabled workflow has this address. Check the key, and that the workflow is enabled.");

    public static readonly Refusal Method = new(405, "method_not_allowed", "Method not allowed", "TRACE and CONNECT do not start a workflow.");

    public static readonly Refusal Address = new(403, "address_not_allowed", "Address not allowed",
        "This trigger may not be called from your address. Its `ip` setting lists the ranges that may.");

    public static readonly Refusal BadRequest = new(400, "malformed_request", "Malformed request", "The body does not follow HTTP's framing.") { Closes = true };

    public static readonly Refusal TooSlow = new(408, "request_timeout", "Request timed out", "The body arrived too slowly.") { Closes = true };

    public static readonly Refusal Encoding = new(415, "unsupported_encoding", "Unsupported content encoding",
        "Send the body as it is, or with one Content-Encoding of gzip, br or deflate.");

    public static readonly Refusal Compressed = new(400, "invalid_encoding", "The body does not decompress",
        "The body is not what its Content-Encoding says.");

    public static readonly Refusal Charset = new(415, "unsupported_charset", "Unsupported charset", "The charset of the Content-Type is not known. Send UTF-8.");

    public static readonly Refusal Multipart = new(400, "invalid_body", "The body does not parse",
        "The body is not well-formed multipart/form-data: a boundary, a part's header or the end is missing, or there are too many parts.");

    public static readonly Refusal NoStoreNotAllowed = new(400, "nostore_not_allowed", "No-store is not allowed here",
        "This trigger does not honour the no-store flag (nostore: ignore), so the request was refused and nothing was stored.");

    public static readonly Refusal NoStoreUnclear = new(400, "nostore_invalid", "The no-store flag is unclear",
        "x-pd-nostore and pd-nostore take 1 (or true), or 0 (or false). The request was refused and nothing was stored.");

    public static readonly Refusal CredentialsMissing = new(422, "credentials_missing", "Credentials are missing",
        "The request lacks credentials that the workflow needs. `credentials` lists each and where it was looked for; nothing was accepted.");

    public static readonly Refusal IdempotencyKey = new(400, "idempotency_key_invalid", "The idempotency key is not usable",
        "An idempotency key is a text or number of 1 to 255 characters, given once, and not made from a credential.");

    public static readonly Refusal StillRunning = new(409, "idempotency_in_progress", "The first request is still running",
        "A request with this idempotency key is being worked on. Repeat it later to get its answer.")
    { RetryAfter = TimeSpan.FromSeconds(1) };

    public static readonly Refusal NotKept = new(409, "idempotency_result_not_kept", "The first answer was not kept",
        "A request with this idempotency key was run before. Its answer was not stored, so it cannot be given again; nothing was run.");

    public static readonly Refusal NoResponse = new(500, "no_response", "The workflow did not answer",
        "The run ended without a step that answers. Add a step http/respond, or choose another `respond`.");

    public static readonly Refusal Cancelled = new(502, "run_cancelled", "The run was cancelled", "Somebody cancelled the run before it answered.");

    public static readonly Refusal AnswerInvalid = new(502, "answer_invalid", "The workflow's answer cannot be sent",
        "The status of an answer is a number from 200 to 599.");

    public static readonly Refusal Internal = new(500, "internal_error", "Something went wrong in the server", "The server's log says more under this time.");

    public static Refusal TooLarge(int maxBytes) => new(413, "body_too_large", "The body is too large",
        $"This trigger takes at most {maxBytes.ToString(CultureInfo.InvariantCulture)} bytes, decompressed. Its max_body sets the limit.")
    { Closes = true };

    public static Refusal InvalidJson(string where) => new(400, "invalid_json", "The body is not JSON",
        "The Content-Type says JSON and the body is " + where + ".");

    public static Refusal Rate(TimeSpan retryAfter) => new(429, "too_many_requests", "Too many requests",
        "This trigger's rate is used up. Wait as Retry-After says.")
    { RetryAfter = retryAfter };

    public static Refusal QueueFull(TimeSpan retryAfter) => new(503, "queue_full", "The queue is full",
        "Nothing was accepted. Send the request again after the time in Retry-After.")
    { RetryAfter = retryAfter };

    public static Refusal TimedOut(TimeSpan timeout) => new(504, "trigger_timeout", "The workflow did not answer in time",
        $"The run goes on; its answer was awaited for {timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s, the trigger's timeout.");

    public static Refusal Failed(string? step, string? code) => new(502, "workflow_failed", "The workflow failed before it answered",
        step is null ? $"The run failed with {code}." : $"Step {step} failed with {code}.");
}
