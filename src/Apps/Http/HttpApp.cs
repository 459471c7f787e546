using Keyway.Engine.Apps;

namespace Keyway.Apps.Http;

/// <summary>Plain HTTP: any API that has no app here, and the answer to the caller of a trigger.</summary>
public static class HttpApp
{
    public static readonly App App = new()
    {
        Key = "http",
        Name = "HTTP",
        Description = "Call any HTTP API, or answer the caller of the workflow.",
        Auth = new AppAuth.None(),
        Actions = [SendRequest.Action, Respond.Action],
    };
}
