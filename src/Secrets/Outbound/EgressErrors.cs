using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>Every way a call can fail before there is a reply. No message holds an address, since an expression may have made it of anything.</summary>
internal static class EgressErrors
{
    public static readonly StepError UnknownHost = Network("The host name of the address could not be resolved. Check the address, and the name server of this machine.");
    public static readonly StepError Unreachable = Network("No connection to the host, or it broke before the whole reply was here. Check the address and the port; otherwise try again later.");
    public static readonly StepError Timeout = new("timeout", "No whole reply within the time allowed. Try again later, or give the step more time.", Retryable: true);
    public static readonly StepError Tls = new("tls_error", "The host's certificate could not be verified, or it speaks no common version of TLS. Check the host name; a private certificate authority must be trusted by this machine.");
    public static readonly StepError PrivateAddress = Refused("The host has a private, local or reserved address, which steps may not reach. If it is meant, an operator adds it to KEYWAY_EGRESS_ALLOW.");
    public static readonly StepError Port = Refused("The port is not one that HTTP is served on. If it is meant, an operator adds the host with this port to KEYWAY_EGRESS_ALLOW.");
    public static readonly StepError PlainHttp = Refused("A credential may not go over plain HTTP. Use https, or, within a network of your own, let an operator add the address to KEYWAY_EGRESS_ALLOW.");
    public static readonly StepError NotHttp = InvalidUrl("Only http and https addresses can be called.");
    public static readonly StepError UserInfo = InvalidUrl("The address has a user name or password before its host. Send them in a header instead.");
    public static readonly StepError NoUrl = InvalidUrl("The address is not a whole one such as https://api.example.com/v1/items.");
    public static readonly StepError UrlTooLong = InvalidUrl("The address is longer than an address can be. Send what is long in the body.");
    public static readonly StepError TooManyRedirects = new("too_many_redirects", "The host redirected more often than the step allows. Call the final address, or allow more redirects.");
    public static readonly StepError RedirectWithSecret = Refused("The host redirected to another host, and the request holds a credential that may not go there. Call the final address itself.");
    public static readonly StepError BadRedirect = new("network_error", "The host redirected to an address that cannot be called.");
    public static readonly StepError Malformed = new("malformed_reply", "The reply is not JSON, although it should be.");

    public static StepError NoBaseUrl(string app) => InvalidUrl($"The app {app} has no base address: give a whole one.");

    public static StepError Segment => InvalidUrl("A part of the address is empty, '.' or '..', or not a text or number. Check the inputs that the address is made of.");

    public static StepError TooLarge(int maxBytes) => new("response_too_large", $"The reply is longer than the {maxBytes} bytes that a step reads. Ask for less, or for a page at a time.");

    public static StepError ForbiddenHeader(string name) => Invalid($"The header '{name}' is set by the connection itself and cannot be given.");

    public static StepError HeaderName => Invalid("A header's name has a character that no header name may have, or is empty.");

    public static StepError HeaderValue => Invalid("A header's value has a line break or another character outside printable ASCII. Encode it, or take it out.");

    public static StepError NotALeaf(string where) => Invalid($"A value in {where} is an object or a list, where a text, number or boolean is expected.");

    public static StepError Base64(string where) => Invalid($"The {where} is not valid base64.");

    public static StepError Missing(string app, string field) =>
        new("credentials_missing", $"The credential {app}.{field} is missing or empty. Check the connection of this step.") { Credential = app + "." + field };

    public static StepError WrongHost(Labels labels, string app) => Refused(
        $"The credential {labels.Handle} may go only to the hosts of the app {app}, to a host written literally in url, or to those in allow_hosts; this address has another host.") with
    { Credential = string.Join(", ", labels.All.Select(l => l.Name)) };

    private static StepError Network(string message) => new("network_error", message, Retryable: true);
    private static StepError Refused(string message) => new("egress_refused", message);
    private static StepError InvalidUrl(string message) => new("invalid_url", message);
    private static StepError Invalid(string message) => new("invalid_input", message);
}
