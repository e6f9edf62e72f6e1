// The app pages' own behaviour. It runs after every plug-in's scripts: listens for a few things of ours, then starts
// the page's events (B7.3). It never draws into an element that a plug-in may hold.

import { files } from "./page/files.ts";
import { hash } from "./page/hash.ts";
import { views } from "./page/views.ts";

hash();
files();
views();
void window.__plugdock?.start();
