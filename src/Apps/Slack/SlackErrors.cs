using System.Collections.Frozen;
using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Slack;

/// <summary>Slack answers its errors with status 200 and <c>{ "ok": false, "error": "code" }</c>: https://docs.slack.dev/apis/web-api#responses</summary>
internal static class SlackErrors
{
    private static readonly FrozenSet<string> RejectedCredential = FrozenSet.Create(
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required", "two_factor_setup_required");

    private static readonly FrozenDictionary<string, string> Advice = new Dictionary<string, string>
    {
        ["channel_not_found"] = "Check the channel's id; a private channel is found only by a member: invite the Slack app to it.",
        ["not_in_channel"] = "Invite the Slack app to the channel (/invite @app), or give it the scope chat:write.public for public channels.",
        ["is_archived"] = "The channel is archived: unarchive it, or choose another.",
        ["msg_too_long"] = "The text is too long: Slack takes up to 40,000 characters.",
        ["no_text"] = "Give text, blocks or attachments that are not empty.",
        ["invalid_blocks"] = "Slack does not accept the blocks: try them in Slack's Block Kit Builder.",
        ["invalid_blocks_format"] = "Blocks must be a list of Block Kit objects.",
        ["message_not_found"] = "There is no message with this ts in this channel: give both as they were returned when it was sent.",
        ["cant_update_message"] = "Only messages that this token's own app or user sent can be changed.",
        ["edit_window_closed"] = "The workspace does not let messages of this age be changed.",
        ["cant_delete_message"] = "Only messages that this token's own app or user sent can be deleted.",
        ["already_reacted"] = "The message has this reaction already from this token's user.",
        ["invalid_name"] = "Slack has no emoji of this name: give the name without colons, such as thumbsup.",
        ["no_reaction"] = "The message has no such reaction.",
        ["too_many_reactions"] = "The message has as many reactions as Slack allows.",
        ["user_not_found"] = "Check the user's id (U...): a name or an e-mail address is not an id.",
        ["users_not_found"] = "Check the user's id (U...).",
        ["user_not_visible"] = "This token may not see this user.",
        ["restricted_action"] = "An admin of the workspace restricted who may do this.",
        ["ekm_access_denied"] = "An admin of the workspace suspended access to its messages.",
        ["team_access_not_granted"] = "An admin must grant the Slack app access to this workspace.",
        ["access_denied"] = "This token may not do this. Ask an admin of the workspace.",
        ["no_permission"] = "This token may not do this. Ask an admin of the workspace.",
        ["not_allowed_token_type"] = "This kind of token cannot do this: use a bot token (xoxb-...) or a user token (xoxp-...).",
        ["thread_not_found"] = "There is no message with this thread_ts in this channel.",
        ["invalid_cursor"] = "The cursor is not one that Slack returned: begin without it.",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Passing = FrozenSet.Create(
        "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited", "rollup_error");

    /// <summary>The code by which Slack refused the token; null when it did not.</summary>
    public static string? Rejection(HttpReply reply)
    {
        if (reply.Body["ok"].TryGetBoolean(out var ok) && ok) return null;
        return Code(reply) is { } code && RejectedCredential.Contains(code) ? code : reply.Status == 401 ? "401" : null;
    }

    /// <summary>Why Slack did not do it; null when it did.</summary>
    /// <param name="scope">The scope that the call needs, as Slack's page on the method says.</param>
    public static StepError? Of(HttpReply reply, string scope)
    {
        if (reply.Body["ok"].TryGetBoolean(out var ok) && ok) return null;
        var code = Code(reply);
        if (reply.Status == 429 || code is "ratelimited" or "rate_limited")
            return new("rate_limited", "Slack asks to send less often. The step can be tried again after the time that Slack named.", Retryable: true) { RetryAfter = RetryAfter.Of(reply), HttpStatus = reply.Status };
        if (code == "missing_scope")
            return new("credential_scope", $"The Slack token lacks a scope: this action needs {scope}. Add it to the Slack app, install the app again, and use the new token.") { Credential = "slack.oauth_access_token", HttpStatus = reply.Status };
        if (code is null)
            return new("app_error", $"Slack answered with status {reply.Status} and no reason.", Retryable: reply.Status is 408 or >= 500) { HttpStatus = reply.Status };
        var advice = Advice.GetValueOrDefault(code, "Slack's page on the method says what it means.");
        return new("app_error", $"Slack refused: {code}. {advice}", Retryable: Passing.Contains(code) || reply.Status >= 500) { HttpStatus = reply.Status };
    }

    private static string? Code(HttpReply reply) => VendorCode.Of(reply.Body["error"]);
}
