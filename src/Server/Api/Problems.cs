namespace Keyway.Server.Api;

/// <summary>Every refusal of the API, each with its page in <c>docs/errors/</c>. A detail that depends on the call is set with <see cref="ApiProblem.Because"/>.</summary>
public static class Problems
{
    private static readonly List<ApiProblem> _all = [];

    /// <summary>For the test that each code has a page.</summary>
    public static IReadOnlyList<ApiProblem> All => _all;

    // Who calls
    public static readonly ApiProblem KeyMissing = Define(401, "key_missing", "An API key is needed", "Send an API key as 'Authorization: Bearer <key>'.");
    public static readonly ApiProblem KeyInvalid = Define(401, "key_invalid", "The API key is not known", "The key was deleted, or is not one of this server's. Make another with 'keyway keys create'.");
    public static readonly ApiProblem ScopeMissing = Define(403, "scope_missing", "The API key may not do this", "The key lacks a scope that this call needs.");
    public static readonly ApiProblem TooManyAttempts = Define(429, "too_many_attempts", "Too many wrong API keys", "Too many wrong API keys came from this address. Wait as long as Retry-After says.");

    // The call itself
    public static readonly ApiProblem NotFound = Define(404, "not_found", "There is nothing at this address", "No call of the API has this path. /openapi.json lists them all.");
    public static readonly ApiProblem MethodNotAllowed = Define(405, "method_not_allowed", "This address does not take this method", "The header Allow lists the methods that it takes.");
    public static readonly ApiProblem UnsupportedMediaType = Define(415, "unsupported_media_type", "The body's content type is not one that this call takes", "Send application/json.");
    public static readonly ApiProblem BodyTooLarge = Define(413, "body_too_large", "The body is too large", "The body is larger than this call takes.");
    public static readonly ApiProblem MalformedBody = Define(400, "malformed_body", "The body cannot be read", "The body is not valid JSON in UTF-8.");
    public static readonly ApiProblem InvalidField = Define(400, "invalid_field", "A field of the body is not what this call takes", "A field of the body is missing or has the wrong form.");
    public static readonly ApiProblem InvalidParameter = Define(400, "invalid_parameter", "A parameter is not what this call takes", "A parameter has a value that this call does not know.");
    public static readonly ApiProblem InvalidName = Define(400, "invalid_name", "The name cannot be used", "A name is made of a-z, 0-9 and dashes, begins with a letter or digit, and has at most 64 characters.");
    public static readonly ApiProblem PreconditionFailed = Define(412, "precondition_failed", "It has changed since", "It is no longer at the version that If-Match names. Read it again, and write what you want on top of that.");
    public static readonly ApiProblem InternalError = Define(500, "internal_error", "Something is wrong with the server", "This is a defect of the server. Its log has the details, under the trace id of this reply's header Keyway-Trace.");

    // Workflows
    public static readonly ApiProblem WorkflowNotFound = Define(404, "workflow_not_found", "No such workflow", "There is no workflow of that name. GET /api/workflows lists them.");
    public static readonly ApiProblem VersionNotFound = Define(404, "version_not_found", "No such version", "The workflow has no version of that number. GET /api/workflows/{name}/versions lists them.");
    public static readonly ApiProblem WorkflowInvalid = Define(422, "workflow_invalid", "The workflow has errors", "Nothing was saved. Each entry of problems says what is wrong and where.");
    public static readonly ApiProblem WorkflowDisabled = Define(409, "workflow_disabled", "The workflow is disabled", "Enable it with POST /api/workflows/{name}/enable, then try again.");
    public static readonly ApiProblem NoHttpTrigger = Define(409, "no_http_trigger", "The workflow has no HTTP trigger", "It is started by a person or the API alone, so there is no request to describe and no key to rotate.");

    // Runs
    public static readonly ApiProblem CredentialsMissing = Define(422, "credentials_missing", "A credential is missing", "Each entry of credentials names one and says where it was looked for. Nothing ran.");
    public static readonly ApiProblem NoStoreNotAllowed = Define(400, "nostore_not_allowed", "No-store is not allowed here", "The workflow's trigger does not honour the no-store flag (nostore: ignore), so nothing ran and nothing was stored.");
    public static readonly ApiProblem NoStoreInvalid = Define(400, "nostore_invalid", "The no-store flag is unclear", "x-pd-nostore and pd-nostore take 1 (or true), or 0 (or false). Nothing ran, and nothing was stored.");
    public static readonly ApiProblem QueueFull = Define(503, "queue_full", "Too many runs are waiting", "Nothing was accepted. Try again after the seconds that Retry-After says.");
    public static readonly ApiProblem RunNotFound = Define(404, "run_not_found", "No such run", "There is no run of that id: it was deleted, or its retention has ended.");
    public static readonly ApiProblem RunNotFinished = Define(409, "run_not_finished", "The run is not finished", "Only a finished run can be deleted. Cancel it first with POST /api/runs/{id}/cancel.");
    public static readonly ApiProblem RunFinished = Define(409, "run_finished", "The run is already finished", "A finished run cannot be cancelled. POST /api/runs/{id}/replay runs it again.");
    public static readonly ApiProblem RunNotWaiting = Define(409, "run_not_waiting", "The run does not wait for credentials", "Only a run at credentials_required takes credentials.");
    public static readonly ApiProblem ReplayDataGone = Define(409, "replay_data_gone", "The run's event is not kept", "The run's event was not kept, or was destroyed since: there is nothing to repeat. Send the request again.");
    public static readonly ApiProblem ReplayNotReached = Define(409, "replay_not_reached", "An earlier step has no result", "A step before the chosen one has no result in that run, so the chosen one cannot be the first.");
    public static readonly ApiProblem StepUnknown = Define(422, "step_unknown", "No such step", "The version to run has no step of that name.");
    public static readonly ApiProblem NotReplayable = Define(409, "not_replayable", "The run is no workflow's", "A single action's run belongs to no workflow. Run the action again.");

    // Apps
    public static readonly ApiProblem AppNotFound = Define(404, "app_not_found", "No such app", "There is no app of that name. GET /api/apps lists them.");
    public static readonly ApiProblem ActionNotFound = Define(404, "action_not_found", "No such action", "The app has no action of that name. GET /api/apps/{app} lists them.");
    public static readonly ApiProblem ActionInvalid = Define(422, "action_invalid", "The action cannot be run like this", "Nothing ran. Each entry of problems says what is wrong with the inputs or the credential.");
    public static readonly ApiProblem ActionFailed = Define(502, "action_failed", "The action failed", "cause is the code of the error, and has a page of its own.");
    public static readonly ApiProblem OptionsNotSupported = Define(404, "options_not_supported", "The action has no live choices", "None of the action's inputs offers choices from the app. Give the value itself.");

    // What an operator keeps
    public static readonly ApiProblem SecretNotFound = Define(404, "secret_not_found", "No such secret", "There is no secret of that name. GET /api/secrets lists them.");
    public static readonly ApiProblem VariableNotFound = Define(404, "variable_not_found", "No such environment value", "There is no environment value of that name. GET /api/env lists them.");
    public static readonly ApiProblem StoreNotFound = Define(404, "store_not_found", "No such secret store", "There is no secret store of that name. GET /api/secret-stores lists them.");
    public static readonly ApiProblem KeyNotFound = Define(404, "key_not_found", "No such API key", "There is no API key of that name. GET /api/keys lists them.");
    public static readonly ApiProblem KeyExists = Define(409, "key_exists", "There is an API key of that name", "A key's text is shown once, when it is made. Delete the key first, or choose another name.");

    // The server
    public static readonly ApiProblem StoreUnavailable = Define(503, "store_unavailable", "The store does not answer", "The disk is full or a file cannot be written. Nothing was done; try again when the operator has made room.") with { RetryAfter = TimeSpan.FromSeconds(5) };

    private static ApiProblem Define(int status, string code, string title, string detail)
    {
        var problem = new ApiProblem(status, code, title, detail);
        _all.Add(problem);
        return problem;
    }
}
