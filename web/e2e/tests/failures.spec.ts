import { SelfSigned } from "../support/certificates.ts";
import { failure } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";

// Failures that need a special server: an untrusted certificate, and a timeout.

// Each worker has its own port, because both databases are tested at the same time.
const PORT = 28_443 + Number(process.env.TEST_PARALLEL_INDEX ?? 0);

test.use({
  elsewhere: `https://tls.example.com=https://127.0.0.1:${PORT}`,
  settings: { PLUGDOCK_PROXY_CALL_SECONDS: "2" },
});

test("003.32 R28.5 R19.2 a self-signed certificate fails the call, with nothing sent", async ({ pluginApp }) => {
  const upstream = await SelfSigned.start(PORT);
  try {
    await pluginApp.save("https://tls.example.com/", "GET", { Authorization: "Bearer my-token" }, {});
    await pluginApp.publish();
    expect(failure(await pluginApp.call("https://tls.example.com/")).code).toBe("PD_PROXY_TLS");
    expect(upstream.requests).toBe(0);
  } finally {
    await upstream.stop();
  }
});

test("R17.4 R19.2 an upstream that does not answer in time fails the call", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  upstream.answers(() => {});
  expect(failure(await pluginApp.call("https://api.example.com/")).code).toBe("PD_PROXY_TIMEOUT");
});
