using Keyway.Engine.Expressions;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>
/// Finds credentials that would leave through a reply. At run time such a place gets the handle's name and never the credential; an author
/// who wrote it meant something else, and is told so now. <c>reveal(...)</c> says that it is meant, and is reported.
/// </summary>
internal static class ResponseCheck
{
    /// <summary>A place that a connection reads a credential from, and the credential's name.</summary>
    private sealed record Lifted(string Root, IReadOnlyList<string> Path, string Name);

    public static void Check(Place root, Trigger? trigger, IReadOnlyList<PlacedExpression> expressions, Problems problems)
    {
        var replies = RepliesOf(root, trigger);
        var lifted = LiftedBy(expressions);
        foreach (var expression in expressions)
        {
            if (expression.Use.Role != ExpressionRole.Input) continue;
            var replying = replies.Contains(expression.Use.Step);
            foreach (var secret in expression.Expression.Secrets)
                Note(expression, replying, secret.IsRevealed, secret.Line, secret.Column, "A secret", problems);
            foreach (var reference in expression.Expression.References)
                if (reference.FlowsToValue && NameOf(reference, lifted) is { } name)
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

    private static List<Lifted> LiftedBy(IReadOnlyList<PlacedExpression> expressions)
    {
        var lifted = new List<Lifted>();
        foreach (var expression in expressions)
        {
            if (expression.Use.Role != ExpressionRole.Credential) continue;
            var name = expression.Use.App + (expression.Use.Field is { } field ? "." + field : "");
            foreach (var reference in expression.Expression.References)
                if (reference is { FlowsToValue: true, Segments.Count: > 0 }) lifted.Add(new(reference.Root, reference.Segments, name));
        }
        return lifted;
    }

    private static string? NameOf(PathReference reference, List<Lifted> lifted)
    {
        var path = reference.Segments;
        if (reference.Root == "steps" && path is ["trigger", "event", "headers", var header, ..] && TriggerFields.CredentialHeaders.Contains(header.ToLowerInvariant())) return "trigger." + header.ToLowerInvariant();
        foreach (var (root, place, name) in lifted)
        {
            if (root != reference.Root) continue;
            if (Overlaps(path, place)) return name;
            // The same bytes under another name.
            if (path is ["trigger", "event", "raw_body", ..] && place is ["trigger", "event", "body", ..]) return name;
            if (path is ["trigger", "event", "url", ..] && place is ["trigger", "event", "query", ..]) return name;
        }
        return null;
    }

    /// <summary>True where one holds the other.</summary>
    private static bool Overlaps(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
            if (a[i] != b[i]) return false;
        return true;
    }
}
