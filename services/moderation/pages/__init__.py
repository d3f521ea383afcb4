"""The desk in a browser: pages made on the server, which work without script. They call the desk's own verbs."""
