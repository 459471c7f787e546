using Keyway.Engine.Triggers;
using Keyway.Server.Ingress;

namespace Keyway.Server.Tests.Ingress;

public sealed class RatesTests
{
    private static readonly Rate TenASecond = new(10, TimeSpan.FromSeconds(1));

    [Fact]
    public void In_any_span_no_more_pass_than_the_burst_and_the_refill()
    {
        var random = new Random(7);
        foreach (var rate in new[] { TenASecond, new Rate(3, TimeSpan.FromSeconds(1)), new Rate(7, TimeSpan.FromMinutes(1)), new Rate(1, TimeSpan.FromHours(1)) })
        {
            var time = new ManualTime();
            var rates = new Rates(time, 100);
            var trigger = new Trigger.Http { Rate = rate };
            var elapsed = TimeSpan.Zero;
            var passed = 0;
            for (var i = 0; i < 5000; i++)
            {
                if (rates.Take("w", trigger, "c") is { } wait)
                {
                    wait.ShouldBeGreaterThan(TimeSpan.Zero);
                    wait.ShouldBeLessThanOrEqualTo(rate.Per);
                }
                else
                {
                    passed++;
                }
                passed.ShouldBeLessThanOrEqualTo(rate.Count + (int)Math.Ceiling(elapsed / rate.Per * rate.Count));
                var step = TimeSpan.FromTicks(random.NextInt64(rate.Per.Ticks / rate.Count));
                time.Advance(step);
                elapsed += step;
            }
            // A bucket of one cannot save what comes too late for it.
            if (rate.Count > 1) passed.ShouldBeGreaterThanOrEqualTo((int)(elapsed / rate.Per * rate.Count) - 1);
        }
    }

    [Fact]
    public void After_the_time_that_was_told_it_passes()
    {
        var time = new ManualTime();
        var rates = new Rates(time, 100);
        var trigger = new Trigger.Http { Rate = new(3, TimeSpan.FromSeconds(1)) };
        while (rates.Take("w", trigger, "c") is null) { }
        time.Advance(rates.Take("w", trigger, "c")!.Value);
        rates.Take("w", trigger, "c").ShouldBeNull();
    }

    [Fact]
    public void Workflows_do_not_share_a_bucket()
    {
        var rates = new Rates(new ManualTime(), 100);
        var trigger = new Trigger.Http { Rate = new(1, TimeSpan.FromHours(1)), CallerRate = new(1, TimeSpan.FromHours(1)) };
        rates.Take("a", trigger, "c").ShouldBeNull();
        rates.Take("b", trigger, "c").ShouldBeNull();
        rates.Take("a", trigger, "c").ShouldNotBeNull();
    }

    [Fact]
    public void A_caller_over_its_own_rate_does_not_use_up_everybodys()
    {
        var rates = new Rates(new ManualTime(), 100);
        var trigger = new Trigger.Http { Rate = new(2, TimeSpan.FromHours(1)), CallerRate = new(1, TimeSpan.FromHours(1)) };
        rates.Take("w", trigger, "greedy").ShouldBeNull();
        for (var i = 0; i < 10; i++) rates.Take("w", trigger, "greedy").ShouldNotBeNull();
        rates.Take("w", trigger, "modest").ShouldBeNull();
    }

    [Fact]
    public void Callers_are_remembered_up_to_a_number_the_one_unseen_longest_goes()
    {
        var callers = new CallerBuckets(2);
        var rate = new Rate(1, TimeSpan.FromHours(1));
        callers.Take("w", "a", rate, 0).ShouldBeNull();
        callers.Take("w", "b", rate, 0).ShouldBeNull();
        callers.Take("w", "a", rate, 0).ShouldNotBeNull();
        callers.Take("w", "c", rate, 0).ShouldBeNull();
        callers.Count.ShouldBe(2);
        callers.Take("w", "a", rate, 0).ShouldNotBeNull();
        callers.Take("w", "b", rate, 0).ShouldBeNull();
    }

    [Fact]
    public void Threads_together_get_no_more_than_the_burst()
    {
        var rates = new Rates(new ManualTime(), 100);
        var trigger = new Trigger.Http { Rate = new(100, TimeSpan.FromHours(1)) };
        var passed = 0;
        Parallel.For(0, 1000, _ => { if (rates.Take("w", trigger, "c") is null) Interlocked.Increment(ref passed); });
        passed.ShouldBe(100);
    }
}
