// The admin pages' own behaviour.
export {};
