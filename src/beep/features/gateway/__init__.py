"""The face of the gateway: nobody stands above it but `app`."""
