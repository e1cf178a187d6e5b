// Signals, processes, files, names, and what libuv knows of the system.

#define NAPI_VERSION 8
#define _GNU_SOURCE
#include "uv_scenario.h"

#include <signal.h>

// -- Signals

static void on_signal(uv_signal_t* handle, int number) {
  Scenario* scenario = handle->data;
  say(scenario, "signal %d", number == SIGUSR2);
  if (++scenario->count == 2) close_handle(handle);
  else UV(uv_kill(uv_os_getpid(), SIGUSR2));
}

static napi_value signals(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_signal_t, handle);
  UV(uv_signal_init(scenario->loop, handle));
  UV(uv_signal_start(handle, on_signal, SIGUSR2));
  UV(uv_kill(uv_os_getpid(), SIGUSR2));
  return NULL;
}

static void on_one_signal(uv_signal_t* handle, int number) {
  say(handle->data, "once");
  close_handle(handle);
}

static napi_value signal_once(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_signal_t, handle);
  UV(uv_signal_init(scenario->loop, handle));
  UV(uv_signal_start_oneshot(handle, on_one_signal, SIGWINCH));
  UV(uv_kill(uv_os_getpid(), SIGWINCH));
  return NULL;
}

// -- Processes

static void give_memory(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
  static char memory[4096];
  *buffer = uv_buf_init(memory, sizeof memory);
}

static void on_output(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer) {
  Scenario* scenario = stream->data;
  if (length > 0) say(scenario, "output %.*s", (int)length - 1, buffer->base);
  else close_handle(stream);
}

static void on_exit_of_child(uv_process_t* process, int64_t status, int signal) {
  Scenario* scenario = process->data;
  say(scenario, "exit %d signal %d", (int)status, signal);
  close_handle(process);
}

static void spawn(Scenario* scenario, char* script, uv_stdio_container_t* stdio, uv_process_t** made) {
  char* arguments[] = {"sh", "-c", script, NULL};
  char* environment[] = {"GREETING=hello", "PATH=/usr/bin:/bin", NULL};
  HANDLE(scenario, uv_process_t, process);
  uv_process_options_t options = {
      .file = "sh", .args = arguments, .env = environment, .exit_cb = on_exit_of_child, .stdio_count = 3, .stdio = stdio};
  UV(uv_spawn(scenario->loop, process, &options));
  *made = process;
}

static napi_value process_output(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_pipe_t, pipe);
  uv_process_t* process;
  UV(uv_pipe_init(scenario->loop, pipe, 0));
  uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE},
                                   {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t*)pipe},
                                   {.flags = UV_IGNORE}};
  spawn(scenario, "echo $GREETING; exit 3", stdio, &process);
  say(scenario, "pid %d", uv_process_get_pid(process) > 0);
  UV(uv_read_start((uv_stream_t*)pipe, give_memory, on_output));
  return NULL;
}

static napi_value process_killed(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_stdio_container_t stdio[3] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
  uv_process_t* process;
  spawn(scenario, "sleep 100", stdio, &process);
  UV(uv_process_kill(process, SIGTERM));
  return NULL;
}

static napi_value process_missing(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_process_t, process);
  char* arguments[] = {"/nowhere", NULL};
  uv_process_options_t options = {.file = "/nowhere", .args = arguments};
  say(scenario, "%s", uv_err_name(uv_spawn(scenario->loop, process, &options)));
  close_handle(process);
  return NULL;
}

// -- Files

typedef struct {
  uv_fs_t request;
  Scenario* scenario;
  char path[256];
  uv_file file;
} File;

static void on_unlinked(uv_fs_t* request) {
  File* file = (File*)request;
  Scenario* scenario = file->scenario;
  say(scenario, "unlinked %d", (int)request->result);
  uv_fs_req_cleanup(request);
  free(file);
  end(scenario);
}

static void on_closed_file(uv_fs_t* request) {
  File* file = (File*)request;
  uv_fs_req_cleanup(request);
  UV(uv_fs_unlink(file->scenario->loop, request, file->path, on_unlinked));
}

static char file_memory[32];

static void on_read(uv_fs_t* request) {
  File* file = (File*)request;
  say(file->scenario, "read %d %s", (int)request->result, file_memory);
  uv_fs_req_cleanup(request);
  UV(uv_fs_close(file->scenario->loop, request, file->file, on_closed_file));
}

static void on_stat(uv_fs_t* request) {
  File* file = (File*)request;
  say(file->scenario, "size %d", (int)uv_fs_get_statbuf(request)->st_size);
  uv_fs_req_cleanup(request);
  uv_buf_t buffer = uv_buf_init(file_memory, sizeof file_memory - 1);
  UV(uv_fs_read(file->scenario->loop, request, file->file, &buffer, 1, 0, on_read));
}

static void on_write(uv_fs_t* request) {
  File* file = (File*)request;
  say(file->scenario, "wrote %d", (int)request->result);
  uv_fs_req_cleanup(request);
  UV(uv_fs_fstat(file->scenario->loop, request, file->file, on_stat));
}

static void on_open(uv_fs_t* request) {
  File* file = (File*)request;
  file->file = (uv_file)request->result;
  say(file->scenario, "opened %d", request->result >= 0);
  uv_fs_req_cleanup(request);
  uv_buf_t buffers[2] = {uv_buf_init("first ", 6), uv_buf_init("second", 6)};
  UV(uv_fs_write(file->scenario->loop, request, file->file, buffers, 2, 0, on_write));
}

static napi_value files(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  File* file = calloc(1, sizeof *file);
  size_t room = sizeof file->path - 32;
  UV(uv_os_tmpdir(file->path, &room));
  snprintf(file->path + room, 32, "/anode-uv-%d.txt", uv_os_getpid());
  file->scenario = scenario;
  UV(uv_fs_open(scenario->loop, &file->request, file->path, UV_FS_O_RDWR | UV_FS_O_CREAT | UV_FS_O_TRUNC, 0600, on_open));
  return NULL;
}

// Without a callback the functions do their work at once.
static napi_value files_at_once(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  char template[300], folder[200];
  size_t room = sizeof folder;
  uv_fs_t request;
  uv_dirent_t entry;
  UV(uv_os_tmpdir(folder, &room));
  snprintf(template, sizeof template, "%s/anode-uv-XXXXXX", folder);
  UV(uv_fs_mkdtemp(NULL, &request, template, NULL));
  snprintf(folder, sizeof folder, "%s", request.path);
  uv_fs_req_cleanup(&request);
  snprintf(template, sizeof template, "%s/inner", folder);
  UV(uv_fs_mkdir(NULL, &request, template, 0700, NULL));
  uv_fs_req_cleanup(&request);
  say(scenario, "again %s", uv_err_name(uv_fs_mkdir(NULL, &request, template, 0700, NULL)));
  uv_fs_req_cleanup(&request);
  say(scenario, "entries %d", uv_fs_scandir(NULL, &request, folder, 0, NULL));
  while (uv_fs_scandir_next(&request, &entry) == 0) say(scenario, "%s %d", entry.name, entry.type == UV_DIRENT_DIR);
  uv_fs_req_cleanup(&request);
  UV(uv_fs_rmdir(NULL, &request, template, NULL));
  uv_fs_req_cleanup(&request);
  UV(uv_fs_rmdir(NULL, &request, folder, NULL));
  uv_fs_req_cleanup(&request);
  say(scenario, "gone %s", uv_err_name(uv_fs_stat(NULL, &request, folder, NULL)));
  uv_fs_req_cleanup(&request);
  end(scenario);
  return NULL;
}

// -- Names and randomness

static void on_address(uv_getaddrinfo_t* request, int status, struct addrinfo* found) {
  Scenario* scenario = request->data;
  char name[64] = "";
  if (found) UV(uv_ip4_name((struct sockaddr_in*)found->ai_addr, name, sizeof name));
  say(scenario, "%d %s", status, name);
  uv_freeaddrinfo(found);
  free(request);
  end(scenario);
}

static napi_value address(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_getaddrinfo_t* request = calloc(1, sizeof *request);
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  request->data = scenario;
  UV(uv_getaddrinfo(scenario->loop, request, on_address, "localhost", NULL, &hints));
  return NULL;
}

static void on_name(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  Scenario* scenario = request->data;
  say(scenario, "%d %s %s", status, host, service);
  free(request);
  end(scenario);
}

static napi_value name(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_getnameinfo_t* request = calloc(1, sizeof *request);
  struct sockaddr_in local;
  UV(uv_ip4_addr("127.0.0.1", 80, &local));
  request->data = scenario;
  UV(uv_getnameinfo(scenario->loop, request, on_name, (struct sockaddr*)&local, NI_NUMERICHOST | NI_NUMERICSERV));
  return NULL;
}

static void on_random(uv_random_t* request, int status, void* memory, size_t length) {
  Scenario* scenario = request->data;
  int set = 0;
  for (size_t i = 0; i < length; i++) set += ((char*)memory)[i] != 0;
  say(scenario, "%d %d bytes, %s", status, (int)length, set > 32 ? "random" : "not random");
  free(memory);
  free(request);
  end(scenario);
}

static napi_value randomness(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_random_t* request = calloc(1, sizeof *request);
  request->data = scenario;
  UV(uv_random(scenario->loop, request, calloc(1, 64), 64, 0, on_random));
  return NULL;
}

static napi_value knowledge(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_cpu_info_t* processors;
  uv_interface_address_t* interfaces;
  int count;
  char text[1024];
  size_t room = sizeof text;
  UV(uv_cpu_info(&processors, &count));
  say(scenario, "processors %d, parallelism %d", count > 0, uv_available_parallelism() > 0);
  uv_free_cpu_info(processors, count);
  UV(uv_interface_addresses(&interfaces, &count));
  uv_free_interface_addresses(interfaces, count);
  say(scenario, "interfaces %d, memory %d", count > 0, uv_get_total_memory() > uv_get_free_memory());
  UV(uv_cwd(text, &room));
  say(scenario, "folder %d, parent %d", text[0] == '/', uv_os_getppid() > 0);
  UV(uv_os_setenv("ANODE_UV", "value"));
  room = sizeof text;
  UV(uv_os_getenv("ANODE_UV", text, &room));
  say(scenario, "environment %s, version %d", text, uv_version() >> 16);
  say(scenario, "standard input %s", uv_guess_handle(0) == UV_UNKNOWN_HANDLE ? "unknown" : "known");
  end(scenario);
  return NULL;
}

EXPORT(METHOD(signals), METHOD(signal_once), METHOD(process_output), METHOD(process_killed), METHOD(process_missing),
       METHOD(files), METHOD(files_at_once), METHOD(address), METHOD(name), METHOD(randomness), METHOD(knowledge))
