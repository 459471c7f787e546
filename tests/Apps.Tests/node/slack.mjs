// Slack's own client against the sandbox at the address given; prints what it made of each reply.
import { ErrorCode, WebClient } from "@slack/web-api";

const slackApiUrl = process.argv[2];
const options = { slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
const client = (token) => new WebClient(token, options);
const codes = Object.fromEntries(Object.entries(ErrorCode).map(([name, code]) => [code, name]));

async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    return { code: codes[error.code] ?? String(error.code), error: error.data?.error, needed: error.data?.needed, retryAfter: error.retryAfter };
  }
}

const good = client("xoxb-sandbox-client-1");
const sent = await attempt(() => good.chat.postMessage({ channel: "#general", text: "From Slack's own client", blocks: [{ type: "divider" }] }));
const pages = [];
for await (const page of good.paginate("conversations.list", { limit: 2 })) pages.push(page.channels.map((c) => c.name));

console.log(JSON.stringify({
  identity: await attempt(() => good.auth.test()),
  sent,
  updated: await attempt(() => good.chat.update({ channel: sent.channel, ts: sent.ts, text: "Changed" })),
  reacted: await attempt(() => good.reactions.add({ channel: sent.channel, timestamp: sent.ts, name: "eyes" })),
  again: await attempt(() => good.reactions.add({ channel: sent.channel, timestamp: sent.ts, name: "eyes" })),
  user: await attempt(() => good.users.info({ user: "U0000000002" })),
  deleted: await attempt(() => good.chat.delete({ channel: sent.channel, ts: sent.ts })),
  gone: await attempt(() => good.chat.delete({ channel: sent.channel, ts: sent.ts })),
  pages,
  elsewhere: await attempt(() => good.chat.postMessage({ channel: "nowhere", text: "x" })),
  nobody: await attempt(() => client("xoxb-of-another-world").auth.test()),
  anonymous: await attempt(() => client(undefined).auth.test()),
  revoked: await attempt(() => client("xoxb-sandbox-revoked-1").auth.test()),
  noscope: await attempt(() => client("xoxb-sandbox-noscope-1").chat.postMessage({ channel: "#general", text: "x" })),
  limited: await attempt(() => client("xoxb-sandbox-limited-1").chat.postMessage({ channel: "#general", text: "x" })),
}));
