using Keyway.Engine.Connections;
using Keyway.Engine.Expressions;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Ingress;

/// <summary>
/// <c>/h/{key}</c> and everything below it: from a request to a run, and from a run to what the caller gets. A middleware without model binding,
/// since every request of every customer comes through here.
/// </summary>
/// <remarks>Nothing is stored, logged or counted with a caller's data before the event was accepted; a refusal's words are ours alone.</remarks>
public sealed class WebhookEndpoint(
    ServedTriggers triggers,
    IngressOptions options,
    CallerGate gate,
    StartRun start,
    ReadFirst readFirst,
    Func<Value> environment,
    TimeProvider time,
    ILogger<WebhookEndpoint> log)
{
    private readonly ClientAddress _addresses = new(options.TrustedRanges());
    private readonly Rates _rates = new(time, options.MaxCallers);

    public Task Invoke(HttpContext http, RequestDelegate next) =>
        triggers.Current.Find(http.Request.Host.Host, http.Request.Path.Value ?? "") is { } match ? Serve(http, match) : next(http);

    private async Task Serve(HttpContext http, TriggerMatch match)
    {
        var reply = new Reply(http, options.SharesOriginWithUi);
        try
        {
            if (match.Door is not { } door)
            {
                await reply.Refuse(Refusal.NotFound);
                return;
            }
            CorsReply.AddTo(http, door.Trigger.Cors);
            if (HttpMethods.IsOptions(http.Request.Method)) CorsReply.Preflight(http, door.Trigger.Cors);
            else await Admit(http, match, door, reply);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The caller is gone. A run that was accepted goes on without it.
        }
        catch (Exception e)
        {
            IngressLog.Defect(log, match.Door?.Workflow, e.GetType().Name, e.StackTrace);
            if (http.Response.HasStarted) http.Abort();
            else await reply.Refuse(Refusal.Internal);
        }
    }

    private async Task Admit(HttpContext http, TriggerMatch match, TriggerDoor door, Reply reply)
    {
        var request = http.Request;
        var client = _addresses.Of(http);
        var maxBody = Math.Min(door.Trigger.MaxBodyBytes, options.MaxBodyBytes);
        var signed = CallerGate.NeedsBody(door.Trigger.Auth);
        if (HttpMethods.IsTrace(request.Method) || HttpMethods.IsConnect(request.Method))
        {
            await Refuse(door, reply, Refusal.Method);
            return;
        }
        if (!door.Admits(client))
        {
            await Refuse(door, reply, Refusal.Address);
            return;
        }

        CallerCheck check = CallerCheck.Passed.Anybody;
        if (!signed)
        {
            check = await gate.Check(door.Workflow, door.Trigger.Auth, request.Headers, default, http.RequestAborted);
            if (await Stopped(door, reply, check, client)) return;
        }

        var query = FormFields.Read(request.QueryString.Value ?? "");
        if (StorageOf(door, NoStoreFlag.Read(request.Headers, query), out var storage) is { } unwanted)
        {
            await Refuse(door, reply, unwanted);
            return;
        }
        if (storage == StorageClass.NoStore) http.Response.Headers["Preference-Applied"] = "no-store";

        var read = await RequestBody.Read(http, maxBody);
        if (read.Refusal is not null)
        {
            await Refuse(door, reply, read.Refusal);
            return;
        }
        using var raw = read.Body!;
        if (signed)
        {
            check = await gate.Check(door.Workflow, door.Trigger.Auth, request.Headers, raw.Bytes, http.RequestAborted);
            if (await Stopped(door, reply, check, client)) return;
        }

        var caller = (CallerCheck.Passed)check;
        var lifted = await Lift(http, match, door, caller, raw, maxBody, query, client?.ToString(), reply);
        if (lifted is null) return;
        raw.Dispose();
        await Run(http, door, new RunStart(door.Deployed, lifted, storage, "http", door.Trigger.Respond.Waits), caller.Name, reply);
    }

    /// <summary>Answers a caller that is not let in, or that is over its rate. Only those let in use up the rate: a stranger cannot lock the others out.</summary>
    private async ValueTask<bool> Stopped(TriggerDoor door, Reply reply, CallerCheck check, System.Net.IPAddress? client)
    {
        var refusal = check switch
        {
            CallerCheck.Refused refused => refused.Refusal,
            CallerCheck.Passed passed when _rates.Take(door.Workflow, door.Trigger, passed.Name ?? client?.ToString() ?? "") is { } wait => Refusal.Rate(wait),
            _ => null,
        };
        if (refusal is not null) await Refuse(door, reply, refusal);
        return refusal is not null;
    }

    /// <summary>From bytes to an event without credentials; null when the caller was answered.</summary>
    private async ValueTask<LiftedEvent?> Lift(
        HttpContext http, TriggerMatch match, TriggerDoor door, CallerCheck.Passed caller, RequestBody raw, int maxBody, ObjectValue query, string? client, Reply reply)
    {
        var request = http.Request;
        var encoding = request.Headers.ContentEncoding.ToString();
        var decoded = ContentDecoding.IsPlain(encoding) ? new(raw) : ContentDecoding.Decode(raw, encoding, maxBody);
        if (decoded.Refusal is not null)
        {
            await Refuse(door, reply, decoded.Refusal);
            return null;
        }
        using var plain = decoded.Body!;
        var body = await BodyParser.Parse(request.Method, request.ContentType, plain);
        if (body.Refusal is not null)
        {
            await Refuse(door, reply, body.Refusal);
            return null;
        }

        var rawBody = door.Trigger.NeedsRawBody ? BodyParser.TextOrBase64(plain.Span) : null;
        var (scheme, host) = _addresses.Origin(http);
        var fields = EventReader.Read(http, match, query, body.Value, rawBody, client, scheme, host);
        if (door.Trigger.Auth is not TriggerAuth.None) fields.Set("auth", Value.Object(("name", caller.Name), ("claims", caller.Claims)));
        switch (door.Deployed.Lift.Lift(fields, door.CredentialHeaders, Scope(Value.Undefined)))
        {
            case LiftOutcome.Lifted lifted:
                return lifted.Event;
            case LiftOutcome.Missing missing:
                IngressMetrics.Refused(door.Workflow, "credentials_missing");
                await reply.Refuse(Refusal.CredentialsMissing, missing.Credentials);
                return null;
            default:
                throw new InvalidOperationException("A lift that came to nothing known.");
        }
    }

    private async Task Run(HttpContext http, TriggerDoor door, RunStart begin, string? caller, Reply reply)
    {
        var hasKey = door.Trigger.IdempotencyKey is { } template
            ? IdempotencyKey.TryRead(Filling.Fill(template, Scope(Value.Object(("trigger", Value.Object(("event", begin.Event.Event))))), ExpressionLimits.Default), out var key)
            : IdempotencyKey.TryRead(http.Request.Headers["Idempotency-Key"], out key);
        if (!hasKey)
        {
            await Refuse(door, reply, Refusal.IdempotencyKey);
            return;
        }
        if (key is not null) begin = begin with { Idempotency = IdempotencyKey.Of(door.Workflow, caller, key, time.GetUtcNow()) };

        // Not the caller's token: once accepted, a run does not end because nobody waits for it.
        var started = await start(begin, CancellationToken.None);
        IngressMetrics.Started(door.Workflow, started);
        var answering = new Answering(reply, door.Trigger, time, http.RequestAborted);
        await (started switch
        {
            RunStarted.Running running => answering.For(running.Run),
            RunStarted.Queued queued => answering.Queued(queued.Run),
            RunStarted.Repeated repeated => answering.Repeated(repeated.First, readFirst),
            RunStarted.QueueFull full => reply.Refuse(Refusal.QueueFull(full.RetryAfter)),
            _ => throw new InvalidOperationException("A start that came to nothing known."),
        });
    }

    private EvaluationScope Scope(in Value steps) => new() { Steps = steps, Env = environment(), Now = time.GetUtcNow() };

    private static Refusal? StorageOf(TriggerDoor door, NoStoreAsk ask, out StorageClass storage)
    {
        var rule = door.Trigger.NoStore;
        storage = ask == NoStoreAsk.Asked || rule == NoStoreRule.Require ? StorageClass.NoStore : door.Deployed.Workflow.Settings.History;
        return ask switch
        {
            NoStoreAsk.Unclear => Refusal.NoStoreUnclear,
            NoStoreAsk.Asked when rule == NoStoreRule.Ignore => Refusal.NoStoreNotAllowed,
            _ => null,
        };
    }

    private static Task Refuse(TriggerDoor door, Reply reply, Refusal refusal)
    {
        IngressMetrics.Refused(door.Workflow, refusal.Code);
        return reply.Refuse(refusal);
    }
}
