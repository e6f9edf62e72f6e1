import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import path from "node:path";
import { temporaryFolder } from "./plugdock.ts";

/** An HTTPS server with a self-signed certificate. It counts its requests. */
export class SelfSigned {
  requests = 0;
  readonly #server: Server;

  private constructor(folder: string) {
    const file = (name: string) => path.join(folder, name);
    const names = [
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost,DNS:tls.example.com,IP:127.0.0.1",
    ];
    const files = ["-keyout", file("key.pem"), "-out", file("cert.pem")];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...names, ...files], {
      stdio: "ignore",
    });
    const pems = { key: readFileSync(file("key.pem")), cert: readFileSync(file("cert.pem")) };
    this.#server = createServer(pems, (_, response) => {
      this.requests += 1;
      response.end("seen");
    });
  }

  /**
   * Starts the server on a given port, because the tested server's settings name the port before this server starts.
   */
  static async start(port: number): Promise<SelfSigned> {
    const made = new SelfSigned(temporaryFolder());
    await new Promise<void>((resolve) => made.#server.listen(port, "127.0.0.1", resolve));
    return made;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
