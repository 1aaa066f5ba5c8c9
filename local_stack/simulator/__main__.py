"""Run the simulator until Ctrl-C: `python -m local_stack.simulator --help`."""

import argparse
import json
import signal
import sys
from pathlib import Path

import msgspec

from local_stack.simulator.seeds import SUBSCRIPTION
from local_stack.simulator.simulator import Simulator

_VAULT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly"

STOP = {signal.SIGINT, signal.SIGTERM}

_WELCOME = """\
Azure is simulated here until Ctrl-C:
  Resource Manager  {arm}  and  {armTls}
  Entra ID          {armTls}/{tenantId}
  managed identity  IDENTITY_ENDPOINT={identityEndpoint} IDENTITY_HEADER={identityHeader}
  application       {clientId}, secret {clientSecret}
  key vault         {keyVaultUri}
  CA of the TLS     {caFile}
  faults, outcomes, journal, clock: {arm}/_simulator
  subscription      {subscription}

With curl:
  TOKEN=$(curl -s -H 'X-IDENTITY-HEADER: {identityHeader}' '{identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com' | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
  curl -s -H "Authorization: Bearer $TOKEN" '{arm}{vault}?api-version=2026-11-01'

With Microsoft's SDK for Python, in a shell with REQUESTS_CA_BUNDLE={caFile}:
  credential = ClientSecretCredential("{tenantId}", "{clientId}", "{clientSecret}", authority="{armTls}", disable_instance_discovery=True)
  vaults = RecoveryServicesClient(credential, "{subscription}", base_url="{armTls}").vaults
"""  # noqa: E501 - lines to copy stay whole


def main() -> int:
    """Serve until SIGINT or SIGTERM; 2 if an option or a file is wrong."""
    options = _options()
    # Blocked before any thread starts, so that the signals wait for sigwait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    try:
        with _simulator(options) as simulator:
            _announce(simulator, as_json=options.json)
            signal.sigwait(STOP)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    return 0


def _simulator(options: argparse.Namespace) -> Simulator:
    """Build it; OSError or ValueError if a file cannot be read."""
    return Simulator(
        speed=options.speed,
        seed=options.seed,
        page_size=options.page_size,
        world=msgspec.json.decode(options.world.read_bytes(), type=dict) if options.world else None,
        state=options.state,
        ports=(options.port, options.tls_port),
        key_vault_port=options.key_vault_port,
    )


def _port(text: str) -> int:
    if (number := int(text)) not in range(65536):
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return number


def _speed(text: str) -> float:
    if not (number := float(text)) >= 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_stack.simulator", description=__doc__)
    parser.add_argument("--port", type=_port, default=0, help="of http; 0 takes a free one")
    parser.add_argument("--tls-port", type=_port, default=0, help="of https; 0 takes a free one")
    parser.add_argument("--key-vault-port", type=_port, default=0, help="of the key vault's https; 0 takes a free one")
    parser.add_argument("--speed", type=_speed, default=1, help="simulated seconds per real one; 0: stepped only")
    parser.add_argument("--seed", type=int, help="the same seed draws the same durations")
    parser.add_argument("--world", type=Path, help="JSON: vaults, VMs and what they restore to")
    parser.add_argument("--state", type=Path, help="keep the state here, and go on from it")
    parser.add_argument("--page-size", type=int, default=200, help="entries per page of a list")
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of the welcome")
    return parser.parse_args()


def _announce(simulator: Simulator, *, as_json: bool) -> None:
    places = {
        "arm": simulator.url,
        "armTls": simulator.tls_url,
        "identityEndpoint": simulator.identity_endpoint,
        "identityHeader": simulator.identity_header,
        "tenantId": simulator.tenant_id,
        "clientId": simulator.client_id,
        "clientSecret": simulator.client_secret,
        "keyVaultUri": simulator.key_vault_uri,
        "caFile": simulator.ca_file,
    }
    welcome = _WELCOME.format(**places, subscription=SUBSCRIPTION, vault=_VAULT)
    sys.stdout.write(f"{json.dumps(places)}\n" if as_json else welcome)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
