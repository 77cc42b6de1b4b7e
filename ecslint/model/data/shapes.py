"""What ECS requests are made of: keys, types and closed enumerations.

A structure is a dict of its keys, a map is {"*": type of its values}, a list is a list of one, a
tuple is a closed enumeration, and a scalar is the name of its type.

Written by tools/make_shapes.py; source: botocore 1.44.5 data/ecs/2014-11-13/service-2.json.gz.
"""

from __future__ import annotations

from typing import TypeAlias

Shape: TypeAlias = "str | tuple[str, ...] | list[Shape] | dict[str, Shape]"

CONTAINER: dict[str, Shape] = {
    "name": "string",
    "image": "string",
    "repositoryCredentials": {"credentialsParameter": "string"},
    "cpu": "integer",
    "memory": "integer",
    "memoryReservation": "integer",
    "links": ["string"],
    "portMappings": [
        {
            "containerPort": "integer",
            "hostPort": "integer",
            "protocol": "string",
            "name": "string",
            "appProtocol": "string",
            "containerPortRange": "string",
        }
    ],
    "essential": "boolean",
    "restartPolicy": {
        "enabled": "boolean",
        "ignoredExitCodes": ["integer"],
        "restartAttemptPeriod": "integer",
    },
    "entryPoint": ["string"],
    "command": ["string"],
    "environment": [{"name": "string", "value": "string"}],
    "environmentFiles": [{"value": "string", "type": "string"}],
    "mountPoints": [{"sourceVolume": "string", "containerPath": "string", "readOnly": "boolean"}],
    "volumesFrom": [{"sourceContainer": "string", "readOnly": "boolean"}],
    "linuxParameters": {
        "capabilities": {"add": ["string"], "drop": ["string"]},
        "devices": [
            {"hostPath": "string", "containerPath": "string", "permissions": [("read", "write", "mknod")]}
        ],
        "initProcessEnabled": "boolean",
        "sharedMemorySize": "integer",
        "tmpfs": [{"containerPath": "string", "size": "integer", "mountOptions": ["string"]}],
        "maxSwap": "integer",
        "swappiness": "integer",
    },
    "secrets": [{"name": "string", "valueFrom": "string"}],
    "dependsOn": [{"containerName": "string", "condition": ("START", "COMPLETE", "SUCCESS", "HEALTHY")}],
    "startTimeout": "integer",
    "stopTimeout": "integer",
    "versionConsistency": ("enabled", "disabled"),
    "hostname": "string",
    "user": "string",
    "workingDirectory": "string",
    "disableNetworking": "boolean",
    "privileged": "boolean",
    "readonlyRootFilesystem": "boolean",
    "dnsServers": ["string"],
    "dnsSearchDomains": ["string"],
    "extraHosts": [{"hostname": "string", "ipAddress": "string"}],
    "dockerSecurityOptions": ["string"],
    "interactive": "boolean",
    "pseudoTerminal": "boolean",
    "dockerLabels": {"*": "string"},
    "ulimits": [
        {
            "name": (
                "core",
                "cpu",
                "data",
                "fsize",
                "locks",
                "memlock",
                "msgqueue",
                "nice",
                "nofile",
                "nproc",
                "rss",
                "rtprio",
                "rttime",
                "sigpending",
                "stack",
            ),
            "softLimit": "integer",
            "hardLimit": "integer",
        }
    ],
    "logConfiguration": {
        "logDriver": "string",
        "options": {"*": "string"},
        "secretOptions": [{"name": "string", "valueFrom": "string"}],
    },
    "healthCheck": {
        "command": ["string"],
        "interval": "integer",
        "timeout": "integer",
        "retries": "integer",
        "startPeriod": "integer",
    },
    "systemControls": [{"namespace": "string", "value": "string"}],
    "resourceRequirements": [
        {
            "value": "string",
            "type": ("GPU", "InferenceAccelerator", "NeuronDevice"),
            "sharingStrategy": {"nvidiaMps": {"memory": "integer", "maxComputePercent": "integer"}},
        }
    ],
    "firelensConfiguration": {"type": ("fluentd", "fluentbit"), "options": {"*": "string"}},
    "credentialSpecs": ["string"],
}
TASK_DEFINITION: dict[str, Shape] = {
    "family": "string",
    "taskRoleArn": "string",
    "executionRoleArn": "string",
    "networkMode": "string",
    "volumes": [
        {
            "name": "string",
            "host": {"sourcePath": "string"},
            "dockerVolumeConfiguration": {
                "scope": ("task", "shared"),
                "autoprovision": "boolean",
                "driver": "string",
                "driverOpts": {"*": "string"},
                "labels": {"*": "string"},
            },
            "efsVolumeConfiguration": {
                "fileSystemId": "string",
                "rootDirectory": "string",
                "transitEncryption": ("ENABLED", "DISABLED"),
                "transitEncryptionPort": "integer",
                "authorizationConfig": {"accessPointId": "string", "iam": ("ENABLED", "DISABLED")},
            },
            "s3filesVolumeConfiguration": {
                "fileSystemArn": "string",
                "rootDirectory": "string",
                "transitEncryptionPort": "integer",
                "accessPointArn": "string",
            },
            "fsxWindowsFileServerVolumeConfiguration": {
                "fileSystemId": "string",
                "rootDirectory": "string",
                "authorizationConfig": {"credentialsParameter": "string", "domain": "string"},
            },
            "configuredAtLaunch": "boolean",
        }
    ],
    "placementConstraints": [{"type": ("memberOf",), "expression": "string"}],
    "requiresCompatibilities": [("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES")],
    "cpu": "string",
    "memory": "string",
    "tags": [{"key": "string", "value": "string"}],
    "pidMode": ("host", "task"),
    "ipcMode": ("host", "task", "none"),
    "proxyConfiguration": {
        "type": ("APPMESH",),
        "containerName": "string",
        "properties": [{"name": "string", "value": "string"}],
    },
    "inferenceAccelerators": [{"deviceName": "string", "deviceType": "string"}],
    "ephemeralStorage": {"sizeInGiB": "integer"},
    "runtimePlatform": {"cpuArchitecture": ("X86_64", "ARM64"), "operatingSystemFamily": "string"},
    "enableFaultInjection": "boolean",
    "trustedExecutionConfiguration": {"isolationMode": "string", "attestationPolicy": "string"},
}
SERVICE: dict[str, Shape] = {
    "cluster": "string",
    "serviceName": "string",
    "taskDefinition": "string",
    "availabilityZoneRebalancing": ("ENABLED", "DISABLED"),
    "loadBalancers": [
        {
            "targetGroupArn": "string",
            "loadBalancerName": "string",
            "containerName": "string",
            "containerPort": "integer",
            "advancedConfiguration": {
                "alternateTargetGroupArn": "string",
                "productionListenerRule": "string",
                "testListenerRule": "string",
                "roleArn": "string",
            },
        }
    ],
    "serviceRegistries": [
        {"registryArn": "string", "port": "integer", "containerName": "string", "containerPort": "integer"}
    ],
    "desiredCount": "integer",
    "clientToken": "string",
    "launchType": ("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"),
    "capacityProviderStrategy": [{"capacityProvider": "string", "weight": "integer", "base": "integer"}],
    "platformVersion": "string",
    "role": "string",
    "deploymentConfiguration": {
        "deploymentCircuitBreaker": {
            "enable": "boolean",
            "rollback": "boolean",
            "resetOnHealthyTask": "boolean",
            "thresholdConfiguration": {"type": "string", "value": "integer"},
        },
        "maximumPercent": "integer",
        "minimumHealthyPercent": "integer",
        "alarms": {"alarmNames": ["string"], "rollback": "boolean", "enable": "boolean"},
        "strategy": ("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"),
        "bakeTimeInMinutes": "integer",
        "lifecycleHooks": [
            {
                "targetType": "string",
                "hookTargetArn": "string",
                "roleArn": "string",
                "lifecycleStages": ["string"],
                "hookDetails": {},
                "timeoutConfiguration": {"timeoutInMinutes": "integer", "action": "string"},
            }
        ],
        "linearConfiguration": {"stepPercent": "double", "stepBakeTimeInMinutes": "integer"},
        "canaryConfiguration": {"canaryPercent": "double", "canaryBakeTimeInMinutes": "integer"},
        "earlySuccessCriteria": {
            "enable": "boolean",
            "healthyPercent": "integer",
            "sourceServiceRevisionCleanup": "string",
        },
    },
    "placementConstraints": [{"type": "string", "expression": "string"}],
    "placementStrategy": [{"type": "string", "field": "string"}],
    "networkConfiguration": {
        "awsvpcConfiguration": {
            "subnets": ["string"],
            "securityGroups": ["string"],
            "assignPublicIp": ("ENABLED", "DISABLED"),
        }
    },
    "healthCheckGracePeriodSeconds": "integer",
    "schedulingStrategy": ("REPLICA", "DAEMON"),
    "deploymentController": {"type": ("ECS", "CODE_DEPLOY", "EXTERNAL")},
    "tags": [{"key": "string", "value": "string"}],
    "enableECSManagedTags": "boolean",
    "propagateTags": "string",
    "enableExecuteCommand": "boolean",
    "serviceConnectConfiguration": {
        "enabled": "boolean",
        "namespace": "string",
        "services": [
            {
                "portName": "string",
                "discoveryName": "string",
                "clientAliases": [
                    {
                        "port": "integer",
                        "dnsName": "string",
                        "testTrafficRules": {"header": {"name": "string", "value": {"exact": "string"}}},
                    }
                ],
                "ingressPortOverride": "integer",
                "timeout": {"idleTimeoutSeconds": "integer", "perRequestTimeoutSeconds": "integer"},
                "tls": {
                    "issuerCertificateAuthority": {"awsPcaAuthorityArn": "string"},
                    "kmsKey": "string",
                    "roleArn": "string",
                },
            }
        ],
        "logConfiguration": {
            "logDriver": "string",
            "options": {"*": "string"},
            "secretOptions": [{"name": "string", "valueFrom": "string"}],
        },
        "accessLogConfiguration": {"format": "string", "includeQueryParameters": "string"},
        "containerConfigurations": [{"logLevel": "string"}],
    },
    "volumeConfigurations": [
        {
            "name": "string",
            "managedEBSVolume": {
                "encrypted": "boolean",
                "kmsKeyId": "string",
                "volumeType": "string",
                "sizeInGiB": "integer",
                "snapshotId": "string",
                "volumeInitializationRate": "integer",
                "iops": "integer",
                "throughput": "integer",
                "tagSpecifications": [
                    {
                        "resourceType": "string",
                        "tags": [{"key": "string", "value": "string"}],
                        "propagateTags": "string",
                    }
                ],
                "roleArn": "string",
                "filesystemType": "string",
            },
        }
    ],
    "vpcLatticeConfigurations": [
        {
            "roleArn": "string",
            "targetGroupArn": "string",
            "portName": "string",
            "advancedConfiguration": {
                "alternateTargetGroupArn": "string",
                "productionListenerRule": "string",
                "testListenerRule": "string",
            },
        }
    ],
    "gatewayConnectors": [
        {
            "portName": "string",
            "healthCheck": {
                "healthCheckProtocol": "string",
                "healthCheckPort": "integer",
                "healthCheckPath": "string",
                "healthCheckTimeoutSeconds": "integer",
                "healthCheckIntervalSeconds": "integer",
                "healthyThresholdCount": "integer",
                "unhealthyThresholdCount": "integer",
                "matcher": {"httpCode": "string", "grpcCode": "string"},
            },
            "filters": {"accessTypes": ["string"]},
            "deregistrationDelay": {"timeoutSeconds": "integer"},
        }
    ],
    "monitoring": {"metricConfigurations": [{"metricNames": ["string"], "resolutionSeconds": "integer"}]},
}
