package dev.towline.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.towline.Deployer;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md that a reader would otherwise have to keep. */
class ArchitectureTest {

    private static final Set<String> EXPORTED = Set.of(
            "dev.towline",
            "dev.towline.manifest",
            "dev.towline.trust",
            "dev.towline.source",
            "dev.towline.sync",
            "dev.towline.hook",
            "dev.towline.trigger");

    private static final Pattern MUTATOR = Pattern.compile(
            "write.*|delete.*|move|copy|create.*|set.*|newOutputStream|newBufferedWriter|newByteChannel|walk.*");

    /** Open files for reading, by calls that could as well open them for writing. */
    private static final Set<String> READERS = Set.of("dev.towline.hook.HookOutput", "dev.towline.source.FileSource");

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPackages("dev.towline")
            .that(DescribedPredicate.not(resideInAnyPackage("dev.towline.e2e..", "dev.towline..testkit..")));

    private static final JavaClasses CORE = ALL.that(DescribedPredicate.not(
            resideInAnyPackage("dev.towline.consul..", "dev.towline.examples..", "dev.towline.s3..")));

    @Test
    void theModuleExportsThePublicPackagesAndNoOther() throws Exception {
        Path jar = Path.of(Deployer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ModuleDescriptor module =
                ModuleFinder.of(jar).findAll().iterator().next().descriptor();

        assertThat(module.name()).isEqualTo("dev.towline");
        assertThat(module.exports().stream().filter(export -> !export.isQualified()))
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrderElementsOf(EXPORTED);
    }

    @Test
    void featuresNeverUseTheRootPackage() {
        noClasses()
                .that()
                .resideInAPackage("dev.towline.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.towline")
                .check(CORE);
    }

    @Test
    void theDiskKnowsNothingOfDeploys() {
        noClasses()
                .that()
                .resideInAPackage("dev.towline.disk..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("are of another part of Towline") {
                    @Override
                    public boolean test(JavaClass used) {
                        return used.getPackageName().startsWith("dev.towline")
                                && !used.getPackageName().startsWith("dev.towline.disk");
                    }
                })
                .check(CORE);
    }

    @Test
    void filesAreChangedThroughTheDiskOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.towline.disk..")
                .should()
                .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("a file is changed") {
                    @Override
                    public boolean test(JavaAccess<?> access) {
                        String owner = access.getTargetOwner().getFullName();
                        String name = access.getTarget().getName();
                        return switch (owner) {
                            case "java.nio.file.Files" -> MUTATOR.matcher(name).matches();
                            case "java.io.FileOutputStream", "java.io.FileWriter" -> name.equals("<init>");
                            case "java.io.File" -> MUTATOR.matcher(name).matches() || name.matches("mkdirs?|renameTo");
                            case "java.io.RandomAccessFile", "java.nio.channels.FileChannel" ->
                                name.matches("<init>|open")
                                        && !READERS.contains(
                                                access.getOriginOwner().getFullName());
                            default -> false;
                        };
                    }
                })
                .check(CORE);
    }

    @Test
    void publicSignaturesOfCoreNameTheJdkAndTowlineOnly() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideInAnyPackage(EXPORTED.toArray(String[]::new))
                .should(nameInPublicSignaturesOnly(Pattern.compile("(java\\.|org\\.jspecify\\.).*|[a-z]+")))
                .check(CORE);
    }

    @Test
    void publicSignaturesOfTheS3SourceNameTheSdkInOneFactoryOnly() {
        Set<String> naming = ALL.stream()
                .filter(type -> type.getPackageName().startsWith("dev.towline.s3"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(ArchitectureTest::isPublic)
                .filter(unit -> signature(unit).anyMatch(used -> used.getName().startsWith("software.amazon")))
                .map(JavaCodeUnit::getFullName)
                .collect(Collectors.toSet());

        assertThat(naming).hasSize(1).allMatch(name -> name.contains("S3ArtifactSource.using("));
    }

    @Test
    void publicSignaturesOfTheConsulTriggerNameTheJdkAndTowlineOnly() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideInAPackage("dev.towline.consul")
                .should(nameInPublicSignaturesOnly(Pattern.compile("(java\\.|dev\\.towline\\.consul\\.).*|[a-z]+")))
                .check(ALL);
    }

    @Test
    void namesSaySomething() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(ALL);
    }

    private static ArchCondition<JavaClass> nameInPublicSignaturesOnly(Pattern foreign) {
        return new ArchCondition<>("name in public signatures only the JDK and exported packages") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnits().stream()
                        .filter(ArchitectureTest::isPublic)
                        .forEach(unit -> signature(unit)
                                .map(JavaClass::getBaseComponentType)
                                .filter(used -> !EXPORTED.contains(used.getPackageName()))
                                .filter(used -> !foreign.matcher(used.getName()).matches())
                                .forEach(used -> events.add(SimpleConditionEvent.violated(
                                        unit, unit.getFullName() + " names " + used.getName()))));
            }
        };
    }

    private static boolean isPublic(JavaCodeUnit unit) {
        return unit.getModifiers().contains(JavaModifier.PUBLIC)
                || unit.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> signature(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getRawReturnType()),
                        unit.getRawParameterTypes().stream(),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }
}
