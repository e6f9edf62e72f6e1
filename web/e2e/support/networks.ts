import { type ChildProcess, spawn } from "node:child_process";
import { createConnection, createServer, type Server } from "node:net";
import { BINARY, temporaryFolder } from "./plugdock.ts";
import { asRoot } from "./root.ts";
import { until } from "./until.ts";

/** Runs `ip` of the Debian package iproute2 as root, because only root may manage network namespaces. */
function ip(...args: string[]): string {
  return asRoot("ip", ...args);
}

/** A process on a host, with its output. */
export interface Running {
  child: ChildProcess;
  log: { text: string };
  exited: Promise<number | null>;
}

/** A host with its own interfaces, addresses and ports. */
export class Host {
  readonly #running: Running[] = [];

  constructor(
    readonly namespace: string,
    /** The host's address in a private range. */
    readonly inside: string,
    /** The host's address in a public range. */
    readonly outside: string,
  ) {}

  /** Starts a program on the host. */
  run(program: string, args: string[], env: Record<string, string> = {}, cwd = "/"): Running {
    const into = ["ip", "netns", "exec", this.namespace, program, ...args];
    const [first, ...rest] = process.getuid?.() === 0 ? into : ["sudo", "-n", "-E", ...into];
    const path = `${process.env.PATH}:/usr/sbin:/sbin`;
    const child = spawn(first as string, rest, { cwd, env: { PATH: path, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const log = { text: "" };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        log.text += text;
      });
    }
    const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
    const running = { child, log, exited };
    this.#running.push(running);
    return running;
  }

  /** Starts `plugdock serve` on all addresses of the host, and waits until it answers this process. */
  async serve(env: Record<string, string>): Promise<Running> {
    const data = temporaryFolder();
    const serve = ["serve", "--listen", "0.0.0.0:8080", "--metrics-listen", "0.0.0.0:9090", "--data", data];
    const running = this.run(BINARY, serve, { PLUGDOCK_CREDENTIALS: "sealed", ...env }, data);
    const ready = async () => {
      try {
        return (await fetch(`http://${this.inside}:8080/-/ready`)).ok;
      } catch {
        return false; // the server does not listen yet
      }
    };
    await until("the server in its own network is ready", ready, 30_000).catch((error) => {
      throw new Error(`${error}\n${running.log.text}`);
    });
    return running;
  }

  async stop(): Promise<void> {
    for (const { child, exited } of this.#running) {
      child.kill("SIGKILL");
      await exited;
    }
  }
}

/**
 * Hosts on one network, each with a private and a public address. This process is on the network too, with the address
 * `.254` of the private net.
 */
export class Networks {
  readonly hosts: Host[] = [];

  private constructor(
    readonly bridge: string,
    /** The first three numbers of the private addresses. */
    readonly net: string,
    readonly publicNet: string,
  ) {}

  /** Creates the networks. `number` keeps the addresses of two workers apart. */
  static make(number: number, hosts: number): Networks {
    const networks = new Networks(`pd-wire-${number}`, `10.77.${number}`, `93.184.${number}`);
    networks.#unmake(hosts);
    ip("link", "add", networks.bridge, "type", "bridge");
    ip("addr", "add", `${networks.gateway}/24`, "dev", networks.bridge);
    ip("link", "set", networks.bridge, "up");
    for (let at = 1; at <= hosts; at += 1) networks.#add(at);
    return networks;
  }

  /** The address of this process. */
  get gateway(): string {
    return `${this.net}.254`;
  }

  async remove(): Promise<void> {
    for (const host of this.hosts) await host.stop();
    this.#unmake(this.hosts.length);
  }

  #name(at: number): string {
    return `${this.bridge}-${at}`;
  }

  #add(at: number): void {
    const host = new Host(this.#name(at), `${this.net}.${at}`, `${this.publicNet}.${at}`);
    const inside = ["netns", "exec", host.namespace, "ip"];
    ip("netns", "add", host.namespace);
    ip("link", "add", host.namespace, "type", "veth", "peer", "name", "wire", "netns", host.namespace);
    ip("link", "set", host.namespace, "master", this.bridge, "up");
    for (const address of [host.inside, host.outside]) ip(...inside, "addr", "add", `${address}/24`, "dev", "wire");
    for (const link of ["lo", "wire"]) ip(...inside, "link", "set", link, "up");
    this.hosts.push(host);
  }

  /** Removes the hosts and the bridge, including those that an interrupted run left behind. */
  #unmake(hosts: number): void {
    const there = (list: string, name: string) => ip(...list.split(" ")).includes(name);
    for (let at = 1; at <= hosts; at += 1) {
      if (there("netns list", this.#name(at))) ip("netns", "del", this.#name(at));
    }
    if (there("-br link", this.bridge)) ip("link", "del", this.bridge);
  }
}

/**
 * A port of this process that forwards to another address. It records the first bytes that clients sent on each
 * connection.
 */
export class Relay {
  readonly first: Buffer[] = [];

  private constructor(readonly server: Server) {}

  static async open(at: { host: string; port: number }, to: { host: string; port: number }): Promise<Relay> {
    const server = createServer();
    const relay = new Relay(server);
    server.on("connection", (near) => {
      const far = createConnection(to);
      near.once("data", (bytes) => relay.first.push(bytes));
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(at.port, at.host, resolve));
    return relay;
  }

  close(): void {
    this.server.close();
  }
}
