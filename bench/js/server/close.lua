-- wrk script: a connection for each request
wrk.headers["connection"] = "close"
