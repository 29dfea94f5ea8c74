import tseslint from "typescript-eslint";

export default tseslint.config(
  ...tseslint.configs.strict,
  {
    rules: {
      // The hours of a series are indexed by loops that know their length.
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 80],
    },
  },
  // Programs that are run by hand and by tests say what they found.
  { files: ["**/*.mjs"], rules: { "no-console": "off" } },
);
