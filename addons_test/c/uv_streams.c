// Polling descriptors, TCP, pipes and UDP on the host's loop.

#define NAPI_VERSION 8
#define _GNU_SOURCE
#include "uv_scenario.h"

#include <sys/socket.h>
#include <unistd.h>

static void give_memory(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
  static char memory[65536];
  *buffer = uv_buf_init(memory, sizeof memory);
}

// -- Poll

typedef struct {
  uv_poll_t poll;
  int other;
} Polled;

static void on_poll(uv_poll_t* poll, int status, int events) {
  Scenario* scenario = poll->data;
  Polled* polled = (Polled*)poll;
  char byte;
  uv_os_fd_t fd;
  UV(uv_fileno((uv_handle_t*)poll, &fd));
  if (scenario->count == 0) {
    say(scenario, "status %d writable %d readable %d", status, !!(events & UV_WRITABLE), !!(events & UV_READABLE));
    scenario->count = 1;
    UV(uv_poll_start(poll, UV_READABLE | UV_DISCONNECT, on_poll));
    if (write(polled->other, "x", 1) != 1) abort();
  } else if (scenario->count == 1 && (events & UV_READABLE)) {
    if (read(fd, &byte, 1) != 1) abort();
    say(scenario, "read %c", byte);
    scenario->count = 2;
    close(polled->other);
  } else {
    say(scenario, "disconnected %d", !!(events & UV_DISCONNECT));
    UV(uv_poll_stop(poll));
    close_handle(poll);
  }
}

static napi_value poll_socket(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, Polled, polled);
  // The descriptor of this end stays open: nobody owns it once the handle is closed.
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  polled->other = ends[1];
  UV(uv_poll_init_socket(scenario->loop, &polled->poll, ends[0]));
  UV(uv_poll_start(&polled->poll, UV_WRITABLE, on_poll));
  return NULL;
}

static void on_pipe_readable(uv_poll_t* poll, int status, int events) {
  Scenario* scenario = poll->data;
  uv_os_fd_t fd;
  char text[16] = {0};
  UV(uv_fileno((uv_handle_t*)poll, &fd));
  if (read(fd, text, sizeof text - 1) < 0) abort();
  say(scenario, "%d %d %s", status, events, text);
  close_handle(poll);
}

static napi_value poll_descriptor(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_poll_t, poll);
  int ends[2];
  if (pipe(ends) != 0) abort();
  UV(uv_poll_init(scenario->loop, poll, ends[0]));
  UV(uv_poll_start(poll, UV_READABLE, on_pipe_readable));
  if (write(ends[1], "from a pipe", 11) != 11) abort();
  return NULL;
}

// -- Streams: a server, a client, and what they say to each other. TCP and pipes alike.

static void on_written(uv_write_t* request, int status) {
  Scenario* scenario = request->handle->data;
  say(scenario, "written %d", status);
  free(request);
}

static void send_text(uv_stream_t* stream, char* text) {
  uv_write_t* request = calloc(1, sizeof *request);
  uv_buf_t buffers[2] = {uv_buf_init(text, strlen(text)), uv_buf_init("!", 1)};
  UV(uv_write(request, stream, buffers, 2, on_written));
}

static void on_shut_down(uv_shutdown_t* request, int status) {
  Scenario* scenario = request->handle->data;
  say(scenario, "shut down %d", status);
  free(request);
}

static void on_client_read(uv_stream_t* client, ssize_t length, const uv_buf_t* buffer) {
  Scenario* scenario = client->data;
  if (length > 0) {
    say(scenario, "client read %.*s", (int)length, buffer->base);
    UV(uv_shutdown(calloc(1, sizeof(uv_shutdown_t)), client, on_shut_down));
  } else {
    say(scenario, "client read %s", uv_err_name((int)length));
    close_handle(client);
  }
}

static void on_served_read(uv_stream_t* served, ssize_t length, const uv_buf_t* buffer) {
  Scenario* scenario = served->data;
  if (length > 0) {
    say(scenario, "server read %.*s", (int)length, buffer->base);
    send_text(served, "answer");
  } else {
    say(scenario, "server read %s", uv_err_name((int)length));
    close_handle(served);
  }
}

static void on_connected(uv_connect_t* request, int status) {
  Scenario* scenario = request->handle->data;
  say(scenario, "connected %d", status);
  UV(uv_read_start(request->handle, give_memory, on_client_read));
  send_text(request->handle, "question");
  free(request);
}

static void on_tcp_connection(uv_stream_t* server, int status) {
  Scenario* scenario = server->data;
  HANDLE(scenario, uv_tcp_t, served);
  UV(uv_tcp_init(scenario->loop, served));
  UV(uv_accept(server, (uv_stream_t*)served));
  UV(uv_read_start((uv_stream_t*)served, give_memory, on_served_read));
  close_handle(server);
}

static napi_value tcp(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  struct sockaddr_in address;
  struct sockaddr_storage bound;
  int length = sizeof bound;
  char name[32];
  HANDLE(scenario, uv_tcp_t, server);
  HANDLE(scenario, uv_tcp_t, client);
  UV(uv_ip4_addr("127.0.0.1", 0, &address));
  UV(uv_tcp_init(scenario->loop, server));
  UV(uv_tcp_bind(server, (struct sockaddr*)&address, 0));
  UV(uv_listen((uv_stream_t*)server, 5, on_tcp_connection));
  UV(uv_tcp_getsockname(server, (struct sockaddr*)&bound, &length));
  UV(uv_ip_name((struct sockaddr*)&bound, name, sizeof name));
  say(scenario, "%s, port %d", name, ((struct sockaddr_in*)&bound)->sin_port != 0);
  UV(uv_tcp_init(scenario->loop, client));
  UV(uv_tcp_nodelay(client, 1));
  UV(uv_tcp_connect(calloc(1, sizeof(uv_connect_t)), client, (struct sockaddr*)&bound, on_connected));
  return NULL;
}

static void on_refused(uv_connect_t* request, int status) {
  Scenario* scenario = request->handle->data;
  say(scenario, "%s", uv_err_name(status));
  close_handle(request->handle);
  free(request);
}

// A port that was bound a moment ago and is not any more.
static napi_value tcp_refused(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  UV(uv_ip4_addr("127.0.0.1", 0, &address));
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(descriptor, (struct sockaddr*)&address, length) || getsockname(descriptor, (struct sockaddr*)&address, &length)) abort();
  close(descriptor);
  HANDLE(scenario, uv_tcp_t, client);
  UV(uv_tcp_init(scenario->loop, client));
  UV(uv_tcp_connect(calloc(1, sizeof(uv_connect_t)), client, (struct sockaddr*)&address, on_refused));
  return NULL;
}

static void on_pipe_connection(uv_stream_t* server, int status) {
  Scenario* scenario = server->data;
  HANDLE(scenario, uv_pipe_t, served);
  UV(uv_pipe_init(scenario->loop, served, 0));
  UV(uv_accept(server, (uv_stream_t*)served));
  UV(uv_read_start((uv_stream_t*)served, give_memory, on_served_read));
  close_handle(server);
}

static napi_value named_pipe(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  char folder[128], path[160];
  size_t room = sizeof folder;
  UV(uv_os_tmpdir(folder, &room));
  snprintf(path, sizeof path, "%s/anode-uv-%d.sock", folder, uv_os_getpid());
  unlink(path);
  HANDLE(scenario, uv_pipe_t, server);
  HANDLE(scenario, uv_pipe_t, client);
  UV(uv_pipe_init(scenario->loop, server, 0));
  UV(uv_pipe_bind(server, path));
  UV(uv_listen((uv_stream_t*)server, 5, on_pipe_connection));
  UV(uv_pipe_init(scenario->loop, client, 0));
  uv_pipe_connect(calloc(1, sizeof(uv_connect_t)), client, path, on_connected);
  return NULL;
}

static void on_pair_read(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer) {
  Scenario* scenario = stream->data;
  say(scenario, "read %s", length > 0 ? "text" : uv_err_name((int)length));
  if (length < 0) close_handle(stream);
}

// Two ends of an anonymous pipe, written to without waiting.
static napi_value anonymous_pipe(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_file ends[2];
  UV(uv_pipe(ends, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE));
  HANDLE(scenario, uv_pipe_t, reader);
  HANDLE(scenario, uv_pipe_t, writer);
  UV(uv_pipe_init(scenario->loop, reader, 0));
  UV(uv_pipe_init(scenario->loop, writer, 0));
  UV(uv_pipe_open(reader, ends[0]));
  UV(uv_pipe_open(writer, ends[1]));
  UV(uv_read_start((uv_stream_t*)reader, give_memory, on_pair_read));
  uv_buf_t buffer = uv_buf_init("text", 4);
  say(scenario, "wrote %d, readable %d writable %d", uv_try_write((uv_stream_t*)writer, &buffer, 1),
      uv_is_readable((uv_stream_t*)reader), uv_is_writable((uv_stream_t*)writer));
  close_handle(writer);
  return NULL;
}

// -- UDP

static void on_datagram(uv_udp_t* socket, ssize_t length, const uv_buf_t* buffer, const struct sockaddr* from, unsigned flags) {
  Scenario* scenario = socket->data;
  if (length == 0 && from == NULL) return;
  say(scenario, "received %.*s from %s", (int)length, buffer->base, from ? "somebody" : "nobody");
  UV(uv_udp_recv_stop(socket));
  close_handle(socket);
}

static void on_sent(uv_udp_send_t* request, int status) {
  Scenario* scenario = request->handle->data;
  say(scenario, "sent %d", status);
  close_handle(request->handle);
  free(request);
}

static napi_value udp(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  struct sockaddr_in address;
  struct sockaddr_storage bound;
  int length = sizeof bound;
  HANDLE(scenario, uv_udp_t, receiver);
  HANDLE(scenario, uv_udp_t, sender);
  UV(uv_ip4_addr("127.0.0.1", 0, &address));
  UV(uv_udp_init(scenario->loop, receiver));
  UV(uv_udp_bind(receiver, (struct sockaddr*)&address, 0));
  UV(uv_udp_getsockname(receiver, (struct sockaddr*)&bound, &length));
  UV(uv_udp_recv_start(receiver, give_memory, on_datagram));
  UV(uv_udp_init(scenario->loop, sender));
  uv_buf_t buffer = uv_buf_init("datagram", 8);
  UV(uv_udp_send(calloc(1, sizeof(uv_udp_send_t)), sender, &buffer, 1, (struct sockaddr*)&bound, on_sent));
  say(scenario, "queued %d", (int)uv_udp_get_send_queue_count(sender) >= 0);
  return NULL;
}

EXPORT(METHOD(poll_socket), METHOD(poll_descriptor), METHOD(tcp), METHOD(tcp_refused), METHOD(named_pipe),
       METHOD(anonymous_pipe), METHOD(udp))
