import { execFileSync } from "node:child_process";
import { test } from "@playwright/test";

/**
 * The tag in the title of a test that needs root. `scripts/test privileged` runs those tests, and `scripts/test e2e`
 * the others.
 */
const TAG = "@privileged";

/** Runs a program as root, through sudo if necessary. Only a test with the tag may do so. */
export function asRoot(...command: string[]): string {
  if (!test.info().tags.includes(TAG)) {
    throw new Error(`${command.join(" ")} needs root: put ${TAG} into the title of this test`);
  }
  const [program, ...args] = process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
  try {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
    return execFileSync(program as string, args, { encoding: "utf8", stdio: "pipe", env }).trim();
  } catch (error) {
    const said = (error as { stderr?: string }).stderr || String(error);
    throw new Error(
      `${command.join(" ")}: ${said}\nRun this test as root or with passwordless sudo, in a container with --privileged, or leave out the step \`privileged\` of scripts/test.`,
    );
  }
}
