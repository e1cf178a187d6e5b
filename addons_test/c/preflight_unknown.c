// Needs functions of a Node-API and a libuv that nobody has yet.

void napi_from_the_future(void);
void uv_from_the_future(void);

void use(void) {
  napi_from_the_future();
  uv_from_the_future();
}
