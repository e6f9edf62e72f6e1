// The app pages' own behaviour: runs after every plug-in's scripts and starts the page's events (B7.3).
window.__plugdock?.start();
