using System.Diagnostics;
using System.Text;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Redaction;

public class ArenaTests
{
    [Fact]
    public void An_arena_without_secrets_changes_nothing_and_copies_nothing()
    {
        var arena = new SecretArena();
        var redactor = new Redactor(arena);
        var text = "xoxb-1234567890-abcdef";
        var body = Encoding.UTF8.GetBytes(text);

        arena.IsEmpty.ShouldBeTrue();
        redactor.ScrubText(text).ShouldBeSameAs(text);
        redactor.ScrubBytes(body).Equals(body.AsMemory()).ShouldBeTrue();
        redactor.Json(text).Text.ShouldBe("\"xoxb-1234567890-abcdef\"");
    }

    [Fact]
    public void A_secret_is_found_from_the_moment_it_is_registered()
    {
        var arena = new SecretArena();
        var redactor = new Redactor(arena);
        for (var n = 0; n < 200; n++)
        {
            var secret = Fixture.Random(new Random(n), 40);
            arena.Register(new Label("vault:users#" + n), secret);
            redactor.ScrubText($"<{secret}>").ShouldBe($"<«vault:users#{n}»>");
        }
        for (var n = 0; n < 200; n++) redactor.ScrubText($"<{Fixture.Random(new Random(n), 40)}>").ShouldBe($"<«vault:users#{n}»>");
    }

    [Fact]
    public void The_first_name_of_a_text_stays_its_name()
    {
        var arena = new SecretArena();
        arena.Register(new Label("slack.token"), "xoxb-1234567890-abcdef");
        arena.Register(new Label("github.token"), "xoxb-1234567890-abcdef");
        new Redactor(arena).ScrubText("xoxb-1234567890-abcdef").ShouldBe("«slack.token»");
    }

    [Fact]
    public void The_longer_of_two_secrets_names_what_they_share()
    {
        var arena = new SecretArena();
        arena.Register(new Label("short"), "abcdefgh-1234");
        arena.Register(new Label("long"), "abcdefgh-1234-5678-ijkl");
        var redactor = new Redactor(arena);
        redactor.ScrubText("[abcdefgh-1234-5678-ijkl] [abcdefgh-1234]").ShouldBe("[«long»] [«short»]");
    }

    [Fact]
    public void Two_secrets_that_overlap_are_both_hidden()
    {
        for (var before = 0; before < 9; before++)
        {
            var dots = new string('.', before);
            Fixture.Scrub(dots + "[user1:pass1234-mo]", "user1:pass1234", "pass1234-mo").ShouldBe(dots + "[«slack.token»]");
        }
        Fixture.Scrub("[abcdefgh12345678ABCDEFGH]", "abcdefgh12345678", "12345678ABCDEFGH").ShouldBe("[«slack.token»]");
    }

    [Fact]
    public void A_long_secret_does_not_hide_a_short_one() =>
        Fixture.Scrub("[xoxb-1234567890-abcdef] pin=4711 \\nadmin12", "xoxb-1234567890-abcdef", "4711", "nadmin12")
            .ShouldBe("[«slack.token»] pin=«slack.token» \\«slack.token»");

    [Fact]
    public void A_text_made_of_several_secrets_has_all_their_names()
    {
        var arena = new SecretArena();
        arena.Register(Labels.Union(Labels.Of(new Label("a.key")), Labels.Of(new Label("b.key")))!, "0a1b2c3d4e5f60718293a4b5c6d7e8f9");
        new Redactor(arena).ScrubText("0a1b2c3d4e5f60718293a4b5c6d7e8f9").ShouldBe("«a.key, b.key»");
    }

    [Fact]
    public async Task Parallel_steps_register_and_redact()
    {
        var arena = new SecretArena();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var n = 0; n < 100; n++)
            {
                var secret = Fixture.Random(new Random(worker * 1000 + n), 30);
                arena.Register(Fixture.Token, secret);
                new Redactor(arena).ScrubText("a " + secret + " z").ShouldBe("a «slack.token» z");
            }
        })));
    }

    [Fact]
    public void A_very_long_secret_is_found_whole_and_in_pieces()
    {
        var secret = Fixture.Random(new Random(7), 65_536);
        var redactor = Fixture.Redactor(secret);
        redactor.ScrubText("(" + secret + ")").ShouldBe("(«slack.token»)");
        redactor.ScrubText("(" + secret[30_000..30_012] + ")").Replace(Fixture.Handle, "").Trim('"', '.', '&', '<', '(', ')').ShouldBe("");
        redactor.ScrubText("(" + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) + ")").ShouldBe("(«slack.token»)");
        redactor.ScrubText("(" + Uri.EscapeDataString(secret) + ")").ShouldBe("(«slack.token»)");
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababababababababababababababababababab")]
    [InlineData("000000000000000000000000000000000000000000000000")]
    public void A_secret_without_variety_is_found(string secret)
    {
        Fixture.Scrub($"[{secret}] [{secret[..14]}] {secret[..5]}", secret).ShouldBe($"[«slack.token»] [«slack.token»] {secret[..5]}");
    }

    [Fact]
    public void Four_letters_that_stand_in_very_many_secrets_hide_none_of_them()
    {
        string[] secrets = [.. Enumerable.Range(0, 200).Select(n => "xoxb-" + n.ToString("0000") + "-" + Fixture.Random(new Random(n), 20, "abcdefgh"))];
        var redactor = Fixture.Redactor(secrets);
        foreach (var secret in secrets)
        {
            for (var before = 0; before < 10; before++) redactor.ScrubText(new string('.', before) + secret).ShouldBe(new string('.', before) + Fixture.Handle);
            // Nine dots apart each of the fragment's bytes comes to be the one that is looked up.
            for (var before = 0; before < 9; before++)
                redactor.ScrubText(new string('.', before) + secret[..12] + "!").ShouldBe(new string('.', before) + Fixture.Handle + "!");
        }
        redactor.ScrubText("xoxb-, xoxb-other and xoxb- again").ShouldBe("xoxb-, xoxb-other and xoxb- again");
    }

    [Fact]
    public void A_text_that_claims_any_depth_ends_in_time()
    {
        var redactor = Fixture.Redactor("xoxb-1234567890-abcdef");
        string[] bodies =
        [
            "%" + string.Concat(Enumerable.Repeat("25", 200_000)),
            new string('\\', 400_000),
            string.Concat(Enumerable.Repeat("&amp;", 80_000)).Replace(";", "") + ";",
            string.Concat(Enumerable.Repeat("\\u{", 130_000)),
            new string('U', 400_000),
            new string('A', 400_000),
            new string('4', 400_000),
        ];
        foreach (var body in bodies)
        {
            var clock = Stopwatch.StartNew();
            redactor.ScrubText(body).ShouldBeSameAs(body);
            // Linear work takes milliseconds; this is a bound that no busy machine fails and no square grows under.
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void A_body_that_nothing_parts_is_worked_off_all_the_same()
    {
        const string secret = "xoxb-1234567890-abcdef";
        var body = Encoding.UTF8.GetBytes(new string('x', 5_000_000) + " " + secret + " " + new string('y', 5_000_000) + secret);
        var text = Encoding.UTF8.GetString(Fixture.ScrubBytes(body, secret));
        text.ShouldNotContain("1234567890");
        text.ShouldContain(" «slack.token» ");
        text.ShouldEndWith(Fixture.Handle);
    }
}
