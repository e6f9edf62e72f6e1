import { describe, expect, it } from "vitest";
import { open, settle } from "./test_page.ts";

const dialog = () => document.querySelector("dialog") as HTMLDialogElement;
const button = (text: string) =>
  [...dialog().querySelectorAll("button")].find((one) => one.textContent === text) as HTMLButtonElement;

describe("dialogs", () => {
  it("createDialog holds the plug-in's own element and answers what was pressed", async () => {
    const { kintone } = open();
    const body = document.createElement("form");
    const made = await kintone.createDialog({
      title: "<b>T</b>",
      body,
      okButtonText: "Go",
      showCancelButton: true,
      cancelButtonText: "No",
    });
    expect(dialog()).toBeNull();
    const shown = made.show();
    expect(dialog().open).toBe(true);
    expect(dialog().contains(body)).toBe(true);
    expect(dialog().querySelector("h2")?.textContent).toBe("<b>T</b>");
    button("Go").click();
    expect(await shown).toBe("OK");
    expect(dialog()).toBeNull();
    // The dialog can be shown again with the same content.
    const again = made.show();
    expect(dialog().contains(body)).toBe(true);
    button("No").click();
    expect(await again).toBe("CANCEL");
    const third = made.show();
    made.close();
    expect(await third).toBe("FUNCTION");
  });

  it("beforeClose keeps it open by false, now or later", async () => {
    const { kintone } = open();
    const asked: string[] = [];
    let answer: unknown = false;
    const made = await kintone.createDialog({
      showCloseButton: true,
      beforeClose(action) {
        asked.push(action);
        return answer;
      },
    });
    const shown = made.show();
    button("OK").click();
    await settle();
    expect(dialog().open).toBe(true);
    answer = Promise.resolve(false);
    dialog().dispatchEvent(new Event("cancel", { cancelable: true }));
    await settle();
    expect(dialog().open).toBe(true);
    answer = undefined;
    (dialog().querySelector(".pd-dialog-close") as HTMLElement).click();
    expect(await shown).toBe("CLOSE");
    expect(asked).toEqual(["OK", "CLOSE", "CLOSE"]);
  });

  it("Escape closes only where there is a close button", async () => {
    const { kintone } = open();
    const made = await kintone.createDialog({});
    const shown = made.show();
    const event = new Event("cancel", { cancelable: true });
    dialog().dispatchEvent(event);
    await settle();
    expect(event.defaultPrevented).toBe(true);
    expect(dialog().open).toBe(true);
    made.close();
    await shown;
  });

  it("showConfirmDialog is words alone, and the twins of phones are the same", async () => {
    const { kintone } = open({ locale: "ja" });
    const asked = kintone.showConfirmDialog({ body: "one\r\ntwo <i>", showCancelButton: true });
    expect(dialog().querySelector("p")?.textContent).toBe("one\ntwo <i>");
    expect(dialog().querySelector("i")).toBeNull();
    button("キャンセル").click();
    expect(await asked).toBe("CANCEL");
    const sheet = kintone.mobile.showConfirmBottomSheet({ body: "x" });
    expect(dialog().className).toContain("pd-sheet");
    button("OK").click();
    expect(await sheet).toBe("OK");
    const made = await kintone.mobile.createBottomSheet({ body: document.createElement("p") });
    const shown = made.show();
    made.close();
    expect(await shown).toBe("FUNCTION");
  });
});

describe("showNotification", () => {
  it("shows one message at a time, as text, until it is closed", async () => {
    const { kintone } = open();
    await kintone.showNotification("SUCCESS", "saved <b>");
    await kintone.mobile.showNotification("ERROR", "broken");
    const notices = [...document.querySelectorAll(".pd-notice")];
    expect(notices.map((one) => [one.getAttribute("role"), one.querySelector("span")?.textContent])).toEqual([
      ["alert", "broken"],
    ]);
    document.querySelector<HTMLElement>(".pd-notice > button")?.click();
    expect(document.querySelector(".pd-notice")).toBeNull();
    await kintone.showNotification("INFO", "x");
    expect(document.querySelector(".pd-notice")?.getAttribute("role")).toBe("status");
  });
});
