using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Ingress;

/// <summary>Writes what a caller gets. A labelled leaf goes out as its handle, but for an answer's that the author wrote <c>reveal(...)</c> around.</summary>
/// <param name="sandboxed">Pages are shown in a sandbox: they share their origin with the UI.</param>
public sealed class Reply(HttpContext http, bool sandboxed)
{
    private HttpResponse Response => http.Response;

    public RunId? Run { get; private set; }

    public void Names(RunId run)
    {
        Run = run;
        Response.Headers["Keyway-Run"] = run.ToString();
    }

    public void Says(string header, string value) => Response.Headers[header] = value;

    /// <summary><c>200</c> or <c>202</c> with the run's id.</summary>
    public Task Accepted(int status, string? runStatus = null)
    {
        var id = Run!.Value.ToString();
        if (status == StatusCodes.Status202Accepted) Response.Headers.Location = "/api/runs/" + id;
        var json = runStatus is null ? $$"""{"run_id":"{{id}}"}""" : $$"""{"run_id":"{{id}}","status":"{{runStatus}}"}""";
        return Send(status, "application/json", Encoding.UTF8.GetBytes(json));
    }

    public Task Answer(HttpAnswer answer)
    {
        if (answer.Status is < 200 or > 599) return Refuse(Refusal.AnswerInvalid);
        var headers = answer.Headers.Where(AnswerHeaders.MaySend).ToArray();
        // A browser refuses two values: where the workflow speaks of origins itself, the trigger's word steps back.
        foreach (var header in headers)
            if (header.Name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)) Response.Headers.Remove(header.Name);
        foreach (var header in headers) Response.Headers.Append(header.Name, header.Value);
        if (sandboxed && !IsInert(Response.Headers.ContentType)) Response.Headers.Append("Content-Security-Policy", "sandbox allow-forms allow-popups allow-scripts");
        return Body(answer.Status, answer.Body, LeafWriter.Answer);
    }

    public Task Result(Value value) => Body(StatusCodes.Status200OK, value.IsUndefined ? Value.Null : value.IsLabelled ? value.Labels!.Handle : value, LeafWriter.Handles);

    public Task Refuse(Refusal refusal, IReadOnlyList<MissingCredential>? missing = null, RunEnd? failed = null)
    {
        var headers = Response.Headers;
        if (refusal.RetryAfter is { } wait) headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
        if (refusal.Challenge is { } challenge) headers.WWWAuthenticate = challenge;
        if (refusal.Closes) headers.Connection = "close";

        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "/docs/errors/" + refusal.Code);
            writer.WriteString("title"u8, refusal.Title);
            writer.WriteNumber("status"u8, refusal.Status);
            writer.WriteString("code"u8, refusal.Code);
            writer.WriteString("detail"u8, refusal.Detail);
            if (Run is { } run) writer.WriteString("run_id"u8, run.ToString());
            if (failed is { FailedStep: { } step }) writer.WriteString("step"u8, step);
            if (failed is { Code: { } code }) writer.WriteString("error"u8, code);
            if (missing is not null) WriteMissing(writer, missing);
            writer.WriteEndObject();
        }
        return Send(refusal.Status, "application/problem+json", json.WrittenMemory);
    }

    public Task PlainText(int status, string text) => Send(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static void WriteMissing(Utf8JsonWriter writer, IReadOnlyList<MissingCredential> missing)
    {
        writer.WriteStartArray("credentials"u8);
        foreach (var credential in missing)
        {
            writer.WriteStartObject();
            writer.WriteString("field"u8, credential.Field);
            writer.WriteString("looked_in"u8, credential.LookedIn);
            writer.WriteString("found"u8, credential.Found);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    // Without a type it becomes one of these two, and with nosniff a browser runs neither.
    private static bool IsInert(string? type) =>
        type is null || type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private Task Body(int status, in Value body, LeafWriter leaves)
    {
        if (body.IsUndefined || status is 204 or 205 or 304) return Send(status, null, default);
        if (ValueJson.AnswerText(body) is { } text) return PlainText(status, text);
        var json = new ArrayBufferWriter<byte>(512);
        ValueJson.Write(json, body, leaves);
        return Send(status, "application/json", json.WrittenMemory);
    }

    private Task Send(int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        Response.StatusCode = status;
        var headers = Response.Headers;
        if (contentType is not null && headers.ContentType.Count == 0) headers.ContentType = contentType;
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        if (status is 204 or 304) return Task.CompletedTask;
        headers.ContentLength = body.Length;
        return body.IsEmpty ? Task.CompletedTask : Response.Body.WriteAsync(body).AsTask();
    }
}
