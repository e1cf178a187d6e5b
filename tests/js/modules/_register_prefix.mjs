// Hooks of register_answers.mjs: packages that begin with `prefixed-` are asked for without it.
export async function resolve(specifier, context, next) {
  return next(specifier.replace(/^prefixed-/, ''), context);
}
