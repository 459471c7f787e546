using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>
/// Finds credentials that would leave through a reply. At run time such a place gets the handle's name and never the credential; an author
/// who wrote it meant something else, and is told so now. <c>reveal(...)</c> says that it is meant, and is reported.
/// </summary>
internal static class ResponseCheck
{
    public static void Check(Place root, Trigger? trigger, IReadOnlyList<PlacedExpression> expressions, CredentialPlaces credentials, Problems problems)
    {
        NoteMismatch(root, trigger, problems);
        var replies = RepliesOf(root, trigger);
        foreach (var expression in expressions)
        {
            if (expression.Use.Role != ExpressionRole.Input) continue;
            var replying = replies.Contains(expression.Use.Step);
            foreach (var secret in expression.Expression.Secrets)
                Note(expression, replying, secret.IsRevealed, secret.Line, secret.Column, "A secret", problems);
            foreach (var reference in expression.Expression.References)
                if (reference.FlowsToValue && credentials.NameOf(reference) is { } name)
                    Note(expression, replying, reference.IsRevealed, reference.Line, reference.Column, $"The credential {name}", problems);
        }
    }

    private static void Note(PlacedExpression expression, bool replying, bool revealed, int line, int column, string what, Problems problems)
    {
        var at = expression.Spot(line, column);
        if (replying && revealed) problems.Warn("reveal_used", at, $"{what} is given to the caller, because of reveal(...).");
        else if (replying)
            problems.Error("credential_in_response", at, $"{what} would leave in the reply to the caller. Return only what the caller needs; if it is meant to have the credential, write reveal(...) around it.");
        else if (revealed) problems.Error("reveal_not_here", at, "reveal(...) has a meaning only in what http/respond sends. Remove it: a step's request may hold a credential as it is.");
    }

    /// <summary>The steps whose inputs reach the caller: http/respond, and where the last result is the reply, a last step that only passes on what it is given.</summary>
    private static HashSet<int> RepliesOf(Place root, Trigger? trigger)
    {
        var replies = new HashSet<int>();
        var uses = root.ItemsAt("steps").Select(s => s.TextAt("uses")).ToArray();
        for (var i = 0; i < uses.Length; i++)
            if (uses[i] == "http/respond") replies.Add(i);
        if (trigger is Trigger.Http { Respond: Respond.Result } && uses is [.., { } last] && last.StartsWith("data/", StringComparison.Ordinal)) replies.Add(uses.Length - 1);
        return replies;
    }

    /// <summary>A step that answers and a trigger that does not listen, or the other way round.</summary>
    private static void NoteMismatch(Place root, Trigger? trigger, Problems problems)
    {
        var answers = root.ItemsAt("steps").Where(s => s.TextAt("uses") == "http/respond").ToArray();
        if (trigger is Trigger.Http { Respond: Respond.ByWorkflow })
        {
            if (answers.Length == 0 && root.Find("trigger")?.Find("http")?.Find("respond") is { } respond)
                problems.Warn("no_respond_step", respond.Spot, "No step answers the caller, who will get 500 no_response. Add a step http/respond, or choose another respond.");
        }
        else if (trigger is not null)
        {
            foreach (var answer in answers)
                problems.Warn("respond_ignored", answer.Find("uses")!.Value.Spot, "Nobody hears this answer: the trigger does not say 'respond: workflow'.");
        }
    }
}
