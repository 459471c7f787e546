using System.Net;
using Keyway.Server.Api;

namespace Keyway.Server.Auth;

/// <summary>Lets a call through to an endpoint that needs a scope only with a caller who has it. Comes after routing and before any body is read.</summary>
public sealed class ApiKeyGate(RequestDelegate next, ApiKeyTable keys, FailedAttempts failures)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeededScope>() is not { } needed)
        {
            await next(context);
            return;
        }
        if ((await Refusal(context, needed.Name) ?? StrictQuery.Refusal(context)) is { } problem) await problem.ExecuteAsync(context);
        else await next(context);
    }

    private async ValueTask<ApiProblem?> Refusal(HttpContext context, string? scope)
    {
        if (context.Features.Get<Caller>() is not { } caller)
        {
            var header = context.Request.Headers.Authorization.ToString();
            if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Problems.KeyMissing;
            var key = header[Scheme.Length..].Trim();

            // A generated key cannot be guessed, so a right one passes even while its address waits: whoever shares an address with
            // somebody who fails is not locked out.
            var address = Network(context.Connection.RemoteIpAddress ?? IPAddress.None);
            var wait = failures.Wait(address);
            if (wait is not null && !ApiKey.IsGenerated(key)) return Problems.TooManyAttempts with { RetryAfter = wait };
            if (await keys.Find(key, context.RequestAborted) is not { } known)
            {
                failures.Count(address);
                return wait is null ? Problems.KeyInvalid : Problems.TooManyAttempts with { RetryAfter = wait };
            }
            context.Features.Set(caller = known);
        }
        return caller.May(scope)
            ? null
            : Problems.ScopeMissing.Because($"This call needs a key with the scope '{scope}'.") with { Scope = scope };
    }

    /// <summary>An IPv6 caller owns a whole /64, so that is what is counted.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
