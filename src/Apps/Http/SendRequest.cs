using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Http;

internal static class SendRequest
{
    private const string Auto = "auto";

    public static readonly AppAction Action = new()
    {
        Key = "request",
        Title = "Send a request",
        Description = "Calls any HTTP API and returns its reply. A credential in it goes only to the host written literally in url, or to those in allow_hosts.",
        NeedsCredential = false,
        Props =
        [
            Prop.Text("method", "Method", "GET reads, POST creates, PUT and PATCH change, DELETE removes.").OneOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS").Optional("GET"),
            Prop.Text("url", "URL", "The whole address: https://api.example.com/v1/items. Put what comes from expressions into query where you can.").Between(1, 16_384),
            Prop.Object("query", "Query", "Parameters added to the address, encoded; a list sends a name several times.").Optional(),
            Prop.Object("headers", "Headers", "Header names and their values: authorization: \"Bearer {{ ... }}\".").Optional(),
            Prop.Any("body", "Body", "What is sent: an object or list goes as JSON, a text as it is, unless body_type says otherwise.").Optional(),
            Prop.Text("body_type", "Body type", "How the body is written: auto, json, form (an object of fields), text, multipart (an object of fields and files { filename, mimetype, base64 }), or base64 (a text of base64, sent as its bytes).")
                .OneOf(Auto, "json", "form", "text", "multipart", "base64").Optional(Auto),
            Prop.Text("content_type", "Content type", "Another Content-Type for a body of text or base64.").Between(1, 255).Optional(),
            Prop.List("allow_hosts", "Allowed hosts", "Further hosts that may get a credential: api.example.com, or *.example.com for every name below.", PropType.Text).Optional(),
            Prop.Boolean("follow_redirects", "Follow redirects", "Whether up to 5 redirects are followed. No credential goes on to another host.").Optional(true),
            Prop.Number("timeout", "Timeout", "Seconds until a call without a whole reply fails.").Between(0.1, 300).Optional(30.0),
            Prop.Text("response", "Response", "How the reply's body becomes a value: auto (by its content type), json, text, or base64.").OneOf(Auto, "json", "text", "base64").Optional(Auto),
            Prop.Boolean("fail_on_status", "Fail on an error status", "Whether a status of 400 or more fails the step; otherwise the step succeeds with it.").Optional(true),
        ],
        Output =
        [
            new("status", PropType.Integer, "The HTTP status."),
            new("headers", PropType.Object, "The reply's headers, names in lower case; a cookie is a credential and shows as its handle."),
            new("body", PropType.Any, "The reply's body: a value for JSON, a text, or base64 of anything else."),
        ],
        Run = Run,
    };

    private static async ValueTask<StepResult> Run(StepContext context, CancellationToken ct)
    {
        context["method"].TryGetText(out var method);
        context["timeout"].TryGetNumber(out var seconds);
        var body = HttpBodyInput.Of(context);
        if (body is BodyInput.Invalid invalid) return new StepResult.Failed(new("invalid_input", invalid.Problem));
        var call = new HttpCall
        {
            Method = method!,
            Target = new HttpTarget.Absolute(context["url"], context.NamedHost),
            Query = HttpPairs.Of(context["query"]),
            Headers = HttpPairs.Of(context["headers"]),
            Body = ((BodyInput.Valid)body).Body,
            AllowHosts = context["allow_hosts"].TryGetArray(out var hosts) ? [.. hosts.Select(h => h.TryGetText(out var host) ? host : "")] : [],
            MaxRedirects = context["follow_redirects"].TryGetBoolean(out var follow) && follow ? 5 : 0,
            Timeout = TimeSpan.FromSeconds(seconds),
            Form = context["response"].TryGetText(out var response) ? Form(response) : ReplyForm.ByContentType,
        };
        switch (await context.Send(call, ct))
        {
            case HttpOutcome.Failed failed:
                return new StepResult.Failed(failed.Error);
            case HttpOutcome.Replied { Reply: { Status: >= 400 } refusal } when context["fail_on_status"].TryGetBoolean(out var fail) && fail:
                return new StepResult.Failed(Refused(refusal));
            case HttpOutcome.Replied { Reply: var reply }:
                return new StepResult.Succeeded(Returned(reply)) { Summary = $"{method} {reply.Status}" };
            default:
                throw new InvalidOperationException("An unknown outcome.");
        }
    }

    private static ReplyForm Form(string response) => response switch
    {
        "json" => ReplyForm.Json,
        "text" => ReplyForm.Text,
        "base64" => ReplyForm.Bytes,
        _ => ReplyForm.ByContentType,
    };

    private static StepError Refused(HttpReply reply)
    {
        var advice = reply.Status switch
        {
            401 => "The host does not accept the credential, or got none. Check the headers.",
            403 => "The host does not allow this with the credential given.",
            404 => "Check the address.",
            429 => "The host asks to send less often.",
            >= 500 => "The trouble is on the host's side; the call may go through later.",
            _ => "The HTTP trace of this step shows what the host said.",
        };
        return new("http_status", $"The host answered with status {reply.Status}. {advice} With fail_on_status: false the step goes on.", Retryable: reply.Status is 408 or 429 or >= 500)
        {
            HttpStatus = reply.Status,
            RetryAfter = RetryAfter.Of(reply),
        };
    }

    private static Value Returned(HttpReply reply)
    {
        var headers = new ObjectValue(reply.Headers.Count);
        foreach (var (name, value) in reply.Headers) headers.Set(name, value);
        foreach (var (name, value) in reply.Credentials) headers.Set(name, value);
        return Value.Object(("status", reply.Status), ("headers", headers), ("body", reply.Body));
    }
}
