-- Orders of 1,000 users, each with their own token; requests are built once, so that wrk costs little while it drives.
-- The result is one line of JSON on stderr, because wrk writes its own summary on stdout.
local orders, next_order = {}, 0

function init(args)
   for user = 0, 999 do
      local body = string.format('{"slack_token":"xoxb-bench-%04d-0123456789abcdefghijklmn","channel":"C0123456789","name":"Ada"}', user)
      orders[user] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
   end
end

function request()
   next_order = (next_order + 1) % 1000
   return orders[next_order]
end

function done(summary, latency)
   local e = summary.errors
   io.stderr:write(string.format(
      '{"requests":%d,"micros":%d,"p50_us":%d,"p99_us":%d,"max_us":%d,"refused":%d,"broken":%d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
      e.status, e.connect + e.read + e.write + e.timeout))
end
