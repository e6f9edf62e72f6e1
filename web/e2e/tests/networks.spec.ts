import { randomBytes } from "node:crypto";
import { Caller } from "../support/caller.ts";
import { Networks, Relay, type Running } from "../support/networks.ts";
import { ADMIN, freshPostgres } from "../support/plugdock.ts";
import { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";

// Tests that need addresses other than loopback: two servers and a third host, each in its own network
// namespace with a private and a public address.

/** A web server that prints its requests, and redirects a client that asks it to. */
const THIRD = `
require("node:http").createServer((request, response) => {
  console.log(JSON.stringify({ from: request.socket.remoteAddress, url: request.url, headers: request.headers }));
  const to = new URL(request.url, "http://x").searchParams.get("to");
  response.writeHead(to ? 302 : 200, to ? { Location: to } : {}).end("third");
}).listen(80, "0.0.0.0", () => console.log("listening"));
`;

const DENIED = "CB_NO02";
const UNREACHABLE = "PD_PROXY_UNREACHABLE";

test("T10 T11 R23.1 R23.3 R23.4 servers and hosts with addresses of their own @privileged", async ({ database }) => {
  test.setTimeout(120_000);
  const number = 60 + Number(process.env.TEST_PARALLEL_INDEX ?? 0) * 2 + Number(database === "postgres");
  const networks = Networks.make(number, 3);
  const [one, two, third] = networks.hosts as [Networks["hosts"][0], Networks["hosts"][0], Networks["hosts"][0]];
  const relays: Relay[] = [];
  try {
    // The third host, and the database at an address on the network.
    const heard: Running = third.run(process.execPath, ["-e", THIRD]);
    await expect.poll(() => heard.log.text).toContain("listening");
    const asked = () =>
      heard.log.text
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line));
    const kept: Record<string, string> = { PLUGDOCK_MASTER_KEY: randomBytes(32).toString("base64") };
    if (database === "postgres") {
      const url = new URL(freshPostgres());
      const to = { host: url.hostname, port: Number(url.port || 5432) };
      relays.push(await Relay.open({ host: networks.gateway, port: 5432 }, to));
      url.host = `${networks.gateway}:5432`;
      kept.PLUGDOCK_DATABASE_URL = url.href;
    }

    // One server may call all private addresses on the network except its neighbour. The other may call only public
    // addresses.
    const env = (host: { outside: string }) => ({
      ...kept,
      PLUGDOCK_ADMIN_NAME: ADMIN.name,
      PLUGDOCK_ADMIN_PASSWORD: ADMIN.password,
      PLUGDOCK_PUBLIC_URL: `http://${host.outside}:8080`,
    });
    const first = await one.serve({
      ...env(one),
      PLUGDOCK_PROXY_ALLOW_UPSTREAM: `${networks.net}.0/24,127.0.0.0/8`,
      PLUGDOCK_PROXY_DENY_UPSTREAM: two.inside,
    });
    await two.serve(env(two));
    // T17, T18: the server prints the ranges at its start.
    expect(first.log.text).toContain(`${networks.net}.0/24, 127.0.0.0/8`);
    expect(first.log.text).toMatch(new RegExp(`never.*${two.inside.replaceAll(".", "\\.")}`));
    const rest = new Rest(`http://${one.inside}:8080`, ADMIN.name, ADMIN.password);
    const caller = await Caller.of(rest);
    const other = await Caller.of(new Rest(`http://${two.inside}:8080`, ADMIN.name, ADMIN.password));

    // A public address is called, and the request carries none of our headers.
    expect(await caller.call(`http://${third.outside}/a`)).toEqual({ status: 200, body: "third" });
    expect(await other.call(`http://${third.outside}/b`)).toEqual({ status: 200, body: "third" });
    expect(asked().map(({ from, url }) => [from, url])).toEqual([
      [one.outside, "/a"],
      [two.outside, "/b"],
    ]);
    for (const { headers } of asked()) {
      expect(Object.keys(headers).sort()).toEqual(["accept-encoding", "host", "user-agent"]);
    }
    // A private address is called if the operator allows it. Otherwise no byte reaches it.
    expect(await caller.call(`http://${third.inside}/c`)).toEqual({ status: 200, body: "third" });
    expect(await other.call(`http://${third.inside}/d`)).toBe(UNREACHABLE);
    expect(asked().map(({ url }) => url)).toEqual(["/a", "/b", "/c"]);
    // T1: a redirect from a public to a private address is returned as the answer.
    const redirect = await other.call(`http://${third.outside}/?to=http://${third.inside}/e`);
    expect(redirect).toMatchObject({ status: 302 });
    expect(asked()).toHaveLength(4);

    // T11: at its own origin, the server answers a call as it answers an outsider. Paths that trust a session are
    // refused.
    const own = `http://${one.outside}:8080`;
    expect(await caller.call(`${own}/k/v1/apps.json`)).toMatchObject({ status: 401 });
    for (const path of ["/-/health", "/k/api/session.json", "/k/v1/../api/session.json", "/%2d/ready"]) {
      expect(await caller.call(own + path), path).toBe(DENIED);
    }
    expect(await caller.call(`${own}/k/v1/apps.json`, { "X-Forwarded-For": "1.2.3.4" })).toBe("PD_PROXY_BAD_REQUEST");
    // Another server's public address is called like any other.
    expect(await caller.call(`http://${two.outside}:8080/k/v1/apps.json`)).toMatchObject({ status: 401 });
    expect(await caller.call(`http://${two.outside}:8080/k/api/session.json`)).toMatchObject({ status: 401 });

    // T10: the server's own listeners are refused at every other address, even where private ranges are allowed.
    for (const host of [one.inside, "127.0.0.1", "127.0.0.2", "localhost", `[::ffff:${one.inside}]`]) {
      expect(await caller.call(`http://${host}:8080/k/v1/apps.json`), host).toBe(UNREACHABLE);
    }
    for (const host of [one.inside, one.outside, "127.0.0.1"]) {
      expect(await caller.call(`http://${host}:9090/metrics`), host).toBe(UNREACHABLE);
    }
    expect((await fetch(`http://${one.inside}:9090/metrics`)).status, "it is there").toBe(200);
    // T18: the neighbour is refused, because its address is denied within the allowed range.
    for (const port of [8080, 9090]) {
      expect(await caller.call(`http://${two.inside}:${port}/metrics`)).toBe(UNREACHABLE);
    }
    // The database is refused although its network is allowed.
    for (const relay of relays) {
      for (const address of [networks.gateway, `[::ffff:${networks.gateway}]`]) {
        expect(await caller.call(`http://${address}:5432/`), address).toBe(UNREACHABLE);
      }
      expect(first.log.text).toContain(`${networks.gateway}:5432 is this server itself`);
      const web = relay.first.filter((bytes) => /^(GET|PRI)/.test(bytes.toString("latin1")));
      expect(web, "no call reached the database").toEqual([]);
      expect(relay.first.length, "both servers did").toBeGreaterThanOrEqual(2);
    }
    // The listeners do answer, so each call was refused because of its address.
    for (const address of [`${one.inside}:8080`, `127.0.0.1:9090`, `${one.outside}:9090`]) {
      expect(first.log.text).toContain(`${address} is this server itself`);
    }
    expect(first.log.text).toContain(`at ${two.inside}: denied by the configuration`);
  } finally {
    await networks.remove();
    for (const relay of relays) relay.close();
  }
});
